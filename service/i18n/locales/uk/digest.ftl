## The digest

digest-title = { $greeting } { $day } · { $stories }, { $minutes } хв
digest-goes-on = Продовження зведення: { $day }
digest-stories =
    { $count ->
        [one] { $count } сюжет
        [few] { $count } сюжети
       *[many] { $count } сюжетів
    }
digest-other-topics = 🗞 Про все інше
digest-more =
    { $count ->
        [one] І ще { $count } сюжет.
        [few] І ще { $count } сюжети.
       *[many] І ще { $count } сюжетів.
    }
digest-written = 🤖 переказ програми
digest-empty = За цей час за вашими темами нічого не вийшло. Щойно буде що розповісти, надішлю у ваш час.
digest-all-read = Усе нове за вашими темами ви вже прочитали.
digest-all-read-since = Попереднє зведення було { $moment }, відтоді за вашими темами нічого нового. Показати його ще раз чи головне про все?
digest-nothing-unread = За останню добу за вашими темами нічого нового. Показати головне про все?
digest-no-news = За останню добу новин для вас не було.
digest-no-news-since = Попереднє зведення було { $moment }, відтоді новин для вас не було.
button-last-digest = Попереднє зведення
button-overview = Головне про все
digest-will-be-quiet = Добре, без новин не писатиму.
digest-gone = Це зведення вже в архіві. Свіже — /digest
digest-size-saved =
    { $count ->
        [one] Тепер у зведенні до { $count } сюжету.
        [few] Тепер у зведенні до { $count } сюжетів.
       *[many] Тепер у зведенні до { $count } сюжетів.
    }
digest-plain-saved = Повернув звичайний вигляд.
digest-plain-instead = Сервер Telegram поки що не підтримує журнального вигляду, показую звичайний.
sources-more = ще { $count }
greeting-morning = Доброго ранку!
greeting-day = Доброго дня!
greeting-evening = Доброго вечора!
greeting-night = Вітаю!
button-digest-options = Налаштувати
button-shorter = Коротше
button-longer = Довше
button-rich = Журнальний вигляд
button-plain = Звичайний вигляд

## The weekly review

weekly-review-title = Тиждень: { $days }
weekly-review-hint = Головне з того, про що писали найбільше.
