# The digest
digest-title = Сводка: { $day }
digest-more =
    { $count ->
        [one] И ещё { $count } история по вашим темам.
        [few] И ещё { $count } истории по вашим темам.
       *[many] И ещё { $count } историй по вашим темам.
    }
digest-empty = За это время по вашим темам ничего не вышло. Как только появится что рассказать, пришлю в ваш час.
digest-empty-now = Пока ничего нового. Ваши темы — /topics
digest-will-be-quiet = Хорошо, без новостей писать не буду.
sources-more = ещё { $count }
