# Час словами
moment-today = сьогодні о { $clock }
moment-yesterday = учора о { $clock }
moment-tomorrow = завтра о { $clock }
moment-date = { $day } о { $clock }
