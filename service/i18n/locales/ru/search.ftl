## Search

search-ask = Напишите слово или имя — найду статьи о нём. Форма слова не важна.
search-ask-group = Напишите слово после команды: /search мост
search-found = «{ $query }»: { $stories }, { $articles }
search-stories =
    { $count ->
        [one] { $count } сюжет
        [few] { $count } сюжета
       *[many] { $count } сюжетов
    }
search-articles =
    { $count ->
        [one] { $count } статья
        [few] { $count } статьи
       *[many] { $count } статей
    }
search-more-articles =
    { $count ->
        [one] ещё { $count } статья
        [few] ещё { $count } статьи
       *[many] ещё { $count } статей
    }
inline-no-news = Новостей пока нет.
search-nothing = По запросу «{ $query }» ничего не нашлось. Попробуйте другое слово или короче.
search-forgotten = Этот поиск уже забыт. Напишите слово ещё раз.
search-nothing-so-narrow = По запросу «{ $query }» в этих рамках ничего не нашлось. Снимите одно из условий.
search-instead = По запросу «{ $query }» ничего не нашлось, вот что есть по запросу «{ $instead }».
search-perhaps = Может быть, «{ $instead }»?
search-only = Только: { $bounds }
search-today = Сегодня
search-week = Неделя
search-any-time = Всё время
search-by-topic = Тема
search-by-language = Язык
search-by-source = Источник
search-which-topic = «{ $query }»: на какую тему?
search-which-language = «{ $query }»: на каком языке?
search-which-source = «{ $query }»: из какого источника?
search-other-language = другой
search-fault-date = Не понял дату: «{ $text }». Напишите, например, после:31.01.2026. Пока ищу без неё.
search-fault-topic = Темы «{ $text }» нет, ищу по всем темам.
search-fault-language = Не знаю языка «{ $text }», ищу на всех. Есть ru, uk и en.
search-fault-source = Источника «{ $text }» нет, ищу по всем.
button-search-filters = Фильтр
button-search-suggestion = Да, это
search-filters-title = «{ $query }»: что оставить?
search-take-off = Снять: { $name }

## Inline mode

inline-nothing = Ничего не нашлось — открыть Сводку
