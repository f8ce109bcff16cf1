# Огляд тижня
look-back-title = Тиждень: { $days }
look-back-hint = Головне з того, про що писали найбільше.
