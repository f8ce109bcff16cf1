## The digest

digest-title = { $greeting } { $day } · { $stories }, { $minutes } хв
digest-goes-on = Продовження зведення: { $day }
digest-stories =
    { $count ->
        [one] { $count } історія
        [few] { $count } історії
       *[many] { $count } історій
    }
digest-other-topics = 🗞 Про все інше
digest-more =
    { $count ->
        [one] І ще { $count } історія.
        [few] І ще { $count } історії.
       *[many] І ще { $count } історій.
    }
digest-written = 🤖 переказ програми
digest-empty = За цей час за вашими темами нічого не вийшло. Щойно буде що розповісти, надішлю у ваш час.
digest-all-read = Усе нове за вашими темами ви вже прочитали.
digest-all-read-since = Попереднє зведення було { $moment }, відтоді за вашими темами нічого нового. Показати його ще раз чи головне про все?
digest-nothing-unread = За останню добу за вашими темами нічого нового. Показати головне про все?
digest-no-news = За останню добу новин не було.
button-last-digest = Попереднє зведення
button-overview = Головне про все
digest-will-be-quiet = Добре, без новин не писатиму.
digest-gone = Це зведення вже в архіві. Свіже — /digest
digest-length-saved =
    { $count ->
        [one] Тепер у зведенні до { $count } історії.
        [few] Тепер у зведенні до { $count } історій.
       *[many] Тепер у зведенні до { $count } історій.
    }
digest-plain-saved = Повернув звичайний вигляд.
digest-plain-instead = Ошатного вигляду цей Telegram поки не знає, тому показую звичайний.
sources-more = ще { $count }
greeting-morning = Доброго ранку!
greeting-day = Доброго дня!
greeting-evening = Доброго вечора!
greeting-night = Вітаю!
button-digest-options = Налаштувати
button-shorter = Коротше
button-longer = Довше
button-rich = Ошатний вигляд
button-plain = Звичайний вигляд

## The weekly review

look-back-title = Тиждень: { $days }
look-back-hint = Головне з того, про що писали найбільше.
