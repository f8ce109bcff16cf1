# Time in words
moment-today = сегодня в { $clock }
moment-yesterday = вчера в { $clock }
moment-tomorrow = завтра в { $clock }
moment-date = { $day } в { $clock }
