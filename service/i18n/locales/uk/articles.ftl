## An article in the chat

article-photo = Фото: { $credit }
article-attribution = Повідомляє: { $attribution }
article-teaser = Тут лише початок, решта на сайті: «Оригінал».
summary-written = Викладено програмою, не дослівно. Як написала редакція — «Читати».
article-gone = Цієї статті вже немає.
