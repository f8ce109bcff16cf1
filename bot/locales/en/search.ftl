# Search
search-ask = Type a word or a name and I will find articles about it. Any form of the word will do.
search-ask-group = Put a word after the command: /search bridge
search-found =
    { $count ->
        [one] “{ $query }”: { $count } story
       *[other] “{ $query }”: { $count } stories
    }
search-nothing = Nothing found for “{ $query }”. Try another word, or a shorter one.
search-forgotten = I no longer remember this search. Please type the word again.
