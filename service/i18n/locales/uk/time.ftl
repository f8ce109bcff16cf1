# Час словами
moment-today = сьогодні о { $clock }
moment-yesterday = учора о { $clock }
moment-tomorrow = завтра о { $clock }
moment-date = { $day } о { $clock }
reading-time =
    { $minutes ->
        [one] { $minutes } хвилина читання
        [few] { $minutes } хвилини читання
       *[many] { $minutes } хвилин читання
    }
