# Search
search-ask = Напишите слово или имя — найду статьи о нём. Форма слова не важна.
search-ask-group = Напишите слово после команды: /search мост
search-found =
    { $count ->
        [one] «{ $query }»: { $count } история
        [few] «{ $query }»: { $count } истории
       *[many] «{ $query }»: { $count } историй
    }
search-nothing = По запросу «{ $query }» ничего не нашлось. Попробуйте другое слово или короче.
search-forgotten = Этот поиск уже забыт. Напишите слово ещё раз.
