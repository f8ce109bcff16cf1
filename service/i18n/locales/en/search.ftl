## Search

search-ask = Type a word or a name and I’ll find articles about it. Any form of the word will do.
search-ask-group = Put a word after the command: /search bridge
search-found = “{ $query }”: { $stories }, { $articles }
search-stories =
    { $count ->
        [one] { $count } story
       *[other] { $count } stories
    }
search-articles =
    { $count ->
        [one] { $count } article
       *[other] { $count } articles
    }
search-more-articles =
    { $count ->
        [one] { $count } more article
       *[other] { $count } more articles
    }
inline-no-news = No news yet.
search-nothing = Nothing found for “{ $query }”. Try another word, or a shorter one.
search-forgotten = I no longer remember this search. Please type the word again.
search-nothing-so-narrow = Nothing found for “{ $query }” within these limits. Remove a filter.
search-instead = Nothing found for “{ $query }”. Here is what there is for “{ $instead }”.
search-perhaps = Did you mean “{ $instead }”?
search-only = Only: { $bounds }
search-today = Today
search-week = Week
search-any-time = Any time
search-by-topic = Topic
search-by-language = Language
search-by-source = Source
search-which-topic = “{ $query }”: on which topic?
search-which-language = “{ $query }”: in which language?
search-which-source = “{ $query }”: from which source?
search-other-language = other
search-fault-date = I couldn’t read the date “{ $text }”. Write it like after:2026-01-31. Searching without it for now.
search-fault-topic = There is no topic “{ $text }”, so I am searching all of them.
search-fault-language = I don’t know the language “{ $text }”, so I am searching all of them: ru, uk and en.
search-fault-source = There is no source “{ $text }”, so I am searching all of them.
button-search-filters = Filters
button-search-suggestion = Yes, that one
search-filters-title = “{ $query }”: what should I keep?
search-take-off = Remove: { $name }

## Inline mode

inline-nothing = Nothing found. Open Svodka
