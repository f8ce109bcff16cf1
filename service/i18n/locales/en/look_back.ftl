# The look back on Sundays
look-back-title = The week: { $days }
look-back-hint = What was reported most.
