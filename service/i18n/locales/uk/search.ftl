## Search

search-ask = Напишіть слово або ім’я — знайду статті про нього. Форма слова не важлива.
search-ask-group = Напишіть слово після команди: /search міст
search-found = «{ $query }»: { $stories }, { $articles }
search-stories =
    { $count ->
        [one] { $count } сюжет
        [few] { $count } сюжети
       *[many] { $count } сюжетів
    }
search-articles =
    { $count ->
        [one] { $count } стаття
        [few] { $count } статті
       *[many] { $count } статей
    }
search-more-articles =
    { $count ->
        [one] ще { $count } стаття
        [few] ще { $count } статті
       *[many] ще { $count } статей
    }
inline-no-news = Новин поки що немає.
search-nothing = За запитом «{ $query }» нічого не знайшлося. Спробуйте інше слово або коротше.
search-forgotten = Цей пошук уже забуто. Напишіть слово ще раз.
search-nothing-so-narrow = За запитом «{ $query }» у цих межах нічого не знайшлося. Зніміть одну з умов.
search-instead = За запитом «{ $query }» нічого не знайшлося, ось що є за запитом «{ $instead }».
search-perhaps = Можливо, «{ $instead }»?
search-only = Лише: { $bounds }
search-today = Сьогодні
search-week = Тиждень
search-any-time = Увесь час
search-by-topic = Тема
search-by-language = Мова
search-by-source = Джерело
search-which-topic = «{ $query }»: на яку тему?
search-which-language = «{ $query }»: якою мовою?
search-which-source = «{ $query }»: з якого джерела?
search-other-language = інша
search-fault-date = Не зрозумів дату: «{ $text }». Напишіть, наприклад, після:31.01.2026. Поки що шукаю без неї.
search-fault-topic = Теми «{ $text }» немає, шукаю за всіма темами.
search-fault-language = Не знаю мови «{ $text }», шукаю всіма. Є ru, uk та en.
search-fault-source = Джерела «{ $text }» немає, шукаю в усіх.
button-search-filters = Фільтри
button-search-suggestion = Так, це
search-filters-title = «{ $query }»: що лишити?
search-take-off = Зняти: { $name }

## Inline mode

inline-nothing = Нічого не знайшлося — відкрити Svodka
