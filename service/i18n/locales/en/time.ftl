# Time in words
moment-today = today at { $clock }
moment-yesterday = yesterday at { $clock }
moment-tomorrow = tomorrow at { $clock }
moment-date = { $day } at { $clock }
reading-time =
    { $minutes ->
        [one] { $minutes } minute to read
       *[other] { $minutes } minutes to read
    }
