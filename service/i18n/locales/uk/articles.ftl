## An article in the chat

article-photo = Фото: { $credit }
article-attribution = Джерело: { $origin }
article-attribution-via = Джерело: { $origin } (через { $carrier })
article-teaser = Тут лише початок, решта на сайті: «Оригінал».
summary-written = Викладено програмою, не дослівно. Як написала редакція — «Читати».
article-gone = Цієї статті вже немає.
