## An article in the chat

article-photo = Фото: { $credit }
article-attribution = Источник: { $origin }
article-attribution-via = Источник: { $origin } (через { $carrier })
article-teaser = Здесь только начало, остальное на сайте: «Оригинал».
summary-written = Изложено программой, не дословно. Как написала редакция — «Читать».
article-gone = Этой статьи больше нет.

## All reports of a story

button-coverage = Ещё об этом: { $count }
button-developments = Как развивалось
button-all-reports = Все сообщения
coverage-reports =
    { $count ->
        [one] { $count } сообщение, новые сверху
        [few] { $count } сообщения, новые сверху
       *[many] { $count } сообщений, новые сверху
    }
coverage-developments =
    { $count ->
        [one] { $count } сообщение по порядку: что добавило каждое
        [few] { $count } сообщения по порядку: что добавило каждое
       *[many] { $count } сообщений по порядку: что добавило каждое
    }
coverage-first = первое сообщение
coverage-nothing-new = Ничего нового не добавило.
