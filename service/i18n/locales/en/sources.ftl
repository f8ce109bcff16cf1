## Sources

sources-title = Sources
sources-none = No sources yet. To add one: /sources add https://… or @channel
sources-needed = ⚠️ There are no sources yet, so readers have nothing to get. Add a feed, a site or a channel: /sources add https://… or @channel. /add takes an article of your own.
sources-last = last article { $moment }
sources-silent = silent for over a week, last article { $moment }
sources-empty = it answers, but no articles came
sources-new = not read yet
sources-failing =
    { $count ->
        [one] { $count } failure: { $reason }
       *[other] { $count } failures in a row: { $reason }
    }
sources-a-day =
    { $count ->
        [one] { $count } article a day
       *[other] { $count } articles a day
    }
sources-a-week =
    { $count ->
        [one] { $count } article in a week
       *[other] { $count } articles in a week
    }
sources-next = Next check: { $moment }
sources-added = Added { $url }. The first articles will be here within a minute.
sources-added-unread = Added { $url }, but it could not be read yet: { $reason }. I’ll keep trying.
sources-reading-language = 🌐 Language: { $language }
sources-other-language = other
sources-reading-count =
    { $count ->
        [one] 📰 { $count } article
       *[other] 📰 { $count } articles
    }
sources-reading-newest = Latest headlines:
sources-hint = Name: /sources rename { $id } Name · Request headers: /sources header { $id } Name: value
sources-hint-name = Name: /sources rename { $id } Name
sources-usage =
    Like this: /sources add https://… or @channel
    /sources rename 12 Name
    /sources language 12 uk
    /sources topics 12 sport, science
    /sources header 12 Name: value
    /sources opml
    The number of a source is on its card, which the buttons under /sources open; they pause and remove it too.
sources-renamed = The source is now called “{ $title }”. New articles will carry this name.
sources-language-set = “{ $title }”: its articles are in { $language }.
sources-language-unset = “{ $title }”: the language is detected from the text.
sources-headers-set = “{ $title }”: requests carry { $names }. I don’t show the values, and your message with them is deleted.
sources-headers-none = “{ $title }”: requests carry no headers of your own.
sources-headers = ✉️ Request headers: { $names }
sources-known = This source is already here: { $url }
sources-unknown = There is no source { $url }.
sources-removed = “{ $title }” is removed. Its articles stay.
sources-topics = { $url } is about { $topics }, from the next article on.
sources-no-topics = { $url }: the text of each article decides its topics.
sources-topics-ask = What is “{ $title }” about? Tick topics: they count along with the text, from the next article on.
sources-language-ask = Which language does “{ $title }” write in? Tell me if I get it wrong.
sources-language-any = Detect it
sources-remove-ask = Remove “{ $title }”? Its articles stay.
sources-remove-sure = Yes, remove
sources-fetched =
    { $count ->
        [one] { $count } new article
       *[other] { $count } new articles
    }
sources-fetched-nothing = Nothing new.
sources-why-well = All is well.
sources-why-paused = Not being read: { $reason }.
sources-why-failing =
    { $count ->
        [one] Failing; first failure { $since }: { $reason }. Next try: { $next }.
       *[other] Failing; first failure { $since }, { $count } times in a row: { $reason }. Next try: { $next }.
    }
sources-trouble = Sources that cannot be read
sources-trouble-line = { $title }: { $reason }
sources-trouble-more = And { $count } more.
sources-trouble-hint = I keep trying, except for those that are paused. More: /sources
button-source-pause = Pause
button-source-resume = Read again
button-source-fetch = Read now
button-source-language = Language
button-source-why = Why?
button-source-remove = Remove
sources-several = The site has several feeds. Which one should I read?
sources-imported = Added: { $added }, already known: { $known }.
sources-refused = Rejected: { $count }.
sources-list = Sources in the list: { $count }. Any RSS reader opens the OPML file.
