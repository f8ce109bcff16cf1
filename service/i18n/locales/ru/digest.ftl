## The digest

digest-title = { $greeting } { $day } · { $stories }, { $minutes } мин
digest-goes-on = Продолжение сводки: { $day }
digest-stories =
    { $count ->
        [one] { $count } история
        [few] { $count } истории
       *[many] { $count } историй
    }
digest-other-topics = 🗞 Обо всём остальном
digest-more =
    { $count ->
        [one] И ещё { $count } история.
        [few] И ещё { $count } истории.
       *[many] И ещё { $count } историй.
    }
digest-written = 🤖 пересказ программы
digest-empty = За это время по вашим темам ничего не вышло. Как только появится что рассказать, пришлю в ваш час.
digest-all-read = Всё новое по вашим темам вы уже прочитали.
digest-all-read-since = Прошлая сводка была { $moment }, с тех пор по вашим темам ничего нового. Показать её ещё раз или главное обо всём?
digest-nothing-unread = За последние сутки по вашим темам ничего нового. Показать главное обо всём?
digest-no-news = За последние сутки новостей не было.
button-last-digest = Прошлая сводка
button-overview = Главное обо всём
digest-will-be-quiet = Хорошо, без новостей писать не буду.
digest-gone = Эта сводка уже в архиве. Свежая — /digest
digest-length-saved =
    { $count ->
        [one] Теперь в сводке до { $count } истории.
        [few] Теперь в сводке до { $count } историй.
       *[many] Теперь в сводке до { $count } историй.
    }
digest-plain-saved = Вернул обычный вид.
digest-plain-instead = Нарядного вида этот Telegram пока не знает, поэтому показываю обычный.
sources-more = ещё { $count }
greeting-morning = Доброе утро!
greeting-day = Добрый день!
greeting-evening = Добрый вечер!
greeting-night = Здравствуйте!
button-digest-options = Настроить
button-shorter = Короче
button-longer = Длиннее
button-rich = Нарядный вид
button-plain = Обычный вид

## The weekly review

look-back-title = Неделя: { $days }
look-back-hint = Главное из того, о чём писали больше всего.
