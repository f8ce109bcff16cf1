## An article in the chat

article-photo = Photo: { $credit }
article-attribution = Source: { $origin }
article-attribution-via = Source: { $origin } (via { $carrier })
article-follow-up = follow-up
article-teaser = This is only the beginning; the rest is on the site: “Original”.
summary-written = Written by a program, not word for word. The article’s own words: “Read”.
article-gone = This article is no longer here.

## All reports of a story

button-coverage = More on this: { $count }
button-developments = How it developed
button-all-reports = All reports
coverage-reports =
    { $count ->
        [one] { $count } report, newest first
       *[other] { $count } reports, newest first
    }
coverage-developments =
    { $count ->
        [one] { $count } report in order, with what it added
       *[other] { $count } reports in order, with what each added
    }
coverage-first = the first report
coverage-nothing-new = Nothing new in this one.

## Saved articles

button-save = Save
button-saved = Saved
button-share = Share
toast-saved = Saved. All you saved: /saved
toast-unsaved = No longer saved.
saved-title = Saved articles
saved-count =
    { $count ->
        [one] { $count } article, last saved first
       *[other] { $count } articles, last saved first
    }
saved-none = Nothing here yet. Tap “Save” under any article to keep it here.
saved-full = No more than { $most } articles fit. Remove some that you no longer need: /saved
saved-copy = The article is no longer in the archive; this is what was kept.
