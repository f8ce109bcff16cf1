# Пошук
search-ask = Напишіть слово або ім’я — знайду статті про нього. Форма слова не важлива.
search-ask-group = Напишіть слово після команди: /search міст
search-found =
    { $count ->
        [one] «{ $query }»: { $count } історія
        [few] «{ $query }»: { $count } історії
       *[many] «{ $query }»: { $count } історій
    }
search-nothing = За запитом «{ $query }» нічого не знайшлося. Спробуйте інше слово або коротше.
search-forgotten = Цей пошук уже забуто. Напишіть слово ще раз.
