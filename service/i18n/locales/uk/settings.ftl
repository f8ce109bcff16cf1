# Налаштування
settings-title = Налаштування
settings-hint = Натисніть на те, що хочете змінити.
settings-closed = Налаштування збережено.
next-digest = Найближче зведення — { $moment }.
next-after-pause = Зведення на паузі. Повернеться саме: { $moment }.
next-paused = Зведення на паузі, доки ви не повернетеся: /resume
next-none = Зведення ще не призначено. Почати — /start
topics-every = Усі теми
topics-count =
    { $count ->
        [one] { $count } тема
        [few] { $count } теми
       *[many] { $count } тем
    }
length-short = Коротко
length-normal = Звичайна довжина
length-long = Докладно
breaking-on = Термінові новини: так
breaking-silent = Термінові новини: без звуку
breaking-off = Термінові новини: ні
weekly-on = Огляд тижня щонеділі: так
weekly-off = Огляд тижня щонеділі: ні
empty-on = Якщо новин немає: повідомляти
empty-off = Якщо новин немає: мовчати
button-settings = Налаштування
style-plain = Вигляд: звичайний
style-rich = Вигляд: ошатний
quiet-off = Тихі години: немає
quiet-silent = Тихі години: { $start }–{ $end }, без звуку
quiet-held = Тихі години: { $start }–{ $end }, потім
quiet-ask = Коли термінові новини не мають вас будити? Виберіть або напишіть: /quiet 23:30–7:15
quiet-unclear = Не зрозумів години. Напишіть так: /quiet 23:30–7:15
button-quiet-silent = Надсилати без звуку
button-quiet-hold = Притримати до ранку
button-quiet-off = Не потрібні
style-sample-title = Ошатний вигляд
style-sample = Так виглядатимуть зведення та статті: справжні заголовки, списки й цитати, а довгий текст — одним повідомленням.
style-sample-item = Новим версіям Telegram він знайомий, старим — ні.
style-sample-quote = Якщо ви це читаєте, усе вийшло.
style-way-back = Не бачите повідомлення вище? Отже, ваш Telegram його не показує; поверніться до звичайного вигляду.
style-impossible = Цей сервер Telegram ще не знає ошатного вигляду; залишив звичайний.
button-plain-again = Повернути звичайний вигляд
