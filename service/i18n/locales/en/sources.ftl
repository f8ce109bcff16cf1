## Sources

sources-title = Sources
sources-none = No sources yet. To add one: /sources add https://… or @channel
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
sources-next = I read it next: { $moment }
sources-added = Added { $url }. I will read it within a minute.
sources-known = { $url } is here already.
sources-unknown = There is no source { $url }.
sources-removed = “{ $title }” is removed. Its articles stay.
sources-topics = { $url } is about { $topics }, from the next article on.
sources-no-topics = { $url }: the words of each article decide its topics.
sources-topics-ask = What is “{ $title }” about? Tick topics: they count beside the words, from the next article on.
sources-language-ask = Which language does “{ $title }” write in? Tell me if I get it wrong.
sources-language-any = By its words
sources-remove-ask = Remove “{ $title }”? Its articles stay.
sources-remove-sure = Yes, remove
sources-fetched =
    { $count ->
        [one] { $count } new article
       *[other] { $count } new articles
    }
sources-fetched-nothing = Nothing new.
sources-why-well = All is well.
sources-why-paused = I do not read it: { $reason }.
sources-why-failing =
    { $count ->
        [one] It fails since { $since }: { $reason }. Next try: { $next }.
       *[other] It fails since { $since }, { $count } times in a row: { $reason }. Next try: { $next }.
    }
sources-trouble = Sources that cannot be read
sources-trouble-line = { $title }: { $reason }
sources-trouble-more = And { $count } more.
sources-trouble-hint = I go on trying, but for those that have stopped. More: /sources
button-source-pause = Pause
button-source-resume = Read again
button-source-fetch = Read now
button-source-language = Language
button-source-why = Why?
button-source-remove = Remove
sources-several = The site has several feeds. Which one shall I read?
sources-imported = Added: { $added }, known already: { $known }.
sources-refused = Refused: { $count }.
sources-list = Sources in the list: { $count }. Any feed reader takes it.
