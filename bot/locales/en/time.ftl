# Time in words
moment-today = today at { $clock }
moment-yesterday = yesterday at { $clock }
moment-tomorrow = tomorrow at { $clock }
moment-date = { $day } at { $clock }
