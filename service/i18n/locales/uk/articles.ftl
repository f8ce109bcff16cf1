## An article in the chat

article-photo = Фото: { $credit }
article-attribution = Джерело: { $origin }
article-attribution-via = Джерело: { $origin } (через { $carrier })
article-follow-up = продовження сюжету
article-teaser = Тут лише початок, решта на сайті: «Оригінал».
summary-written = Викладено програмою, не дослівно. Як написала редакція — «Читати».
article-gone = Цієї статті вже немає.

## All reports of a story

button-coverage = Ще про це: { $count }
button-developments = Як розвивалося
button-all-reports = Усі повідомлення
coverage-reports =
    { $count ->
        [one] { $count } повідомлення, нові вгорі
        [few] { $count } повідомлення, нові вгорі
       *[many] { $count } повідомлень, нові вгорі
    }
coverage-developments =
    { $count ->
        [one] { $count } повідомлення за порядком: що додало кожне
        [few] { $count } повідомлення за порядком: що додало кожне
       *[many] { $count } повідомлень за порядком: що додало кожне
    }
coverage-first = перше повідомлення
coverage-nothing-new = Нічого нового не додало.

## Saved articles

button-save = Зберегти
button-saved = Збережено
button-share = Поділитися
toast-saved = Збережено. Усі збережені — /saved
toast-unsaved = Більше не у збережених.
saved-title = Збережене
saved-count =
    { $count ->
        [one] { $count } стаття, остання вгорі
        [few] { $count } статті, останні вгорі
       *[many] { $count } статей, останні вгорі
    }
saved-none = Поки що порожньо. Під кожною статтею є кнопка «Зберегти», і все, що ви відкладете, буде тут.
saved-full = Понад { $most } статей не вміститься. Приберіть ті, що вже не потрібні: /saved
saved-copy = Статті в архіві вже немає, це те, що збереглося.
