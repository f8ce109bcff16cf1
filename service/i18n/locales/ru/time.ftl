# Time in words
moment-today = сегодня в { $clock }
moment-yesterday = вчера в { $clock }
moment-tomorrow = завтра в { $clock }
moment-date = { $day } в { $clock }
reading-time =
    { $minutes ->
        [one] { $minutes } минута чтения
        [few] { $minutes } минуты чтения
       *[many] { $minutes } минут чтения
    }
