## An article in the chat

article-photo = Фото: { $credit }
article-attribution = Источник: { $origin }
article-attribution-via = Источник: { $origin } (через { $carrier })
article-teaser = Здесь только начало, остальное на сайте: «Оригинал».
summary-written = Изложено программой, не дословно. Как написала редакция — «Читать».
article-gone = Этой статьи больше нет.
