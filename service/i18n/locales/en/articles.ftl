## An article in the chat

article-photo = Photo: { $credit }
article-attribution = Source: { $origin }
article-attribution-via = Source: { $origin } (via { $carrier })
article-teaser = This is only the beginning; the rest is on the site: “Original”.
summary-written = Written by a program, not word for word. The article’s own words: “Read”.
article-gone = This article is no longer here.
