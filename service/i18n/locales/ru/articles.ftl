## An article in the chat

article-photo = Фото: { $credit }
article-attribution = Источник: { $origin }
article-attribution-via = Источник: { $origin } (через { $carrier })
article-follow-up = продолжение сюжета
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

## Saved articles

button-save = Сохранить
button-saved = Сохранено
button-share = Поделиться
toast-saved = Сохранено. Все сохранённые — /saved
toast-unsaved = Больше не в сохранённых.
saved-title = Сохранённое
saved-count =
    { $count ->
        [one] { $count } статья, последняя сверху
        [few] { $count } статьи, последние сверху
       *[many] { $count } статей, последние сверху
    }
saved-none = Пока пусто. Под каждой статьёй есть кнопка «Сохранить», и всё, что вы отложите, будет здесь.
saved-full = Больше { $most } статей не поместится. Уберите те, что уже не нужны: /saved
saved-copy = Статьи в архиве уже нет, это то, что сохранилось.
