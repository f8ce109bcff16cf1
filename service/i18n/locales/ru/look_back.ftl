# The look back on Sundays
look-back-title = Неделя: { $days }
look-back-hint = Главное из того, о чём писали больше всего.
