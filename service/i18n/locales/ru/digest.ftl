## The digest

digest-title = { $greeting } { $day } · { $stories }, { $minutes } мин
digest-goes-on = Продолжение сводки: { $day }
digest-stories =
    { $count ->
        [one] { $count } сюжет
        [few] { $count } сюжета
       *[many] { $count } сюжетов
    }
digest-other-topics = 🗞 Обо всём остальном
digest-more =
    { $count ->
        [one] И ещё { $count } сюжет.
        [few] И ещё { $count } сюжета.
       *[many] И ещё { $count } сюжетов.
    }
digest-written = 🤖 пересказ программы
digest-empty = За это время по вашим темам ничего не вышло. Как только появится что рассказать, пришлю в ваш час.
digest-all-read = Всё новое по вашим темам вы уже прочитали.
digest-all-read-since = Прошлая сводка была { $moment }, с тех пор по вашим темам ничего нового. Показать её ещё раз или главное обо всём?
digest-nothing-unread = За последние сутки по вашим темам ничего нового. Показать главное обо всём?
digest-no-news = За последние сутки новостей для вас не было.
digest-no-news-since = Прошлая сводка была { $moment }, с тех пор новостей для вас не было.
button-last-digest = Прошлая сводка
button-overview = Главное обо всём
digest-will-be-quiet = Хорошо, без новостей писать не буду.
digest-gone = Эта сводка уже в архиве. Свежая — /digest
digest-size-saved =
    { $count ->
        [one] Теперь в сводке до { $count } сюжета.
        [few] Теперь в сводке до { $count } сюжетов.
       *[many] Теперь в сводке до { $count } сюжетов.
    }
digest-plain-saved = Вернул обычный вид.
digest-plain-instead = Сервер Telegram пока не поддерживает журнальный вид, показываю обычный.
sources-more = ещё { $count }
greeting-morning = Доброе утро!
greeting-day = Добрый день!
greeting-evening = Добрый вечер!
greeting-night = Здравствуйте!
button-digest-options = Настроить
button-shorter = Короче
button-longer = Длиннее
button-rich = Журнальный вид
button-plain = Обычный вид

## The weekly review

weekly-review-title = Неделя: { $days }
weekly-review-hint = Главное из того, о чём писали больше всего.
