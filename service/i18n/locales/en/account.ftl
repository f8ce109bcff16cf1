## What is stored about a person, and how to erase it

mydata-title = My data
mydata-about = I keep only what the digest and the search need: settings, what you follow and muted, saved articles, your searches, and records of what was delivered to you. You can get all of it as a file, or erase it.
mydata-caption = Everything I keep about you: { $what }.
button-mydata-file = Send me the file
button-erase-all = Erase everything
stop-ask = Erase all that I know about you: settings, topics, everything you follow or muted, saved articles, searches and delivery records? The digest will stop.
stop-done = Erased: { $what }. You can come back any day: /start
stop-kept = All right, everything stays as it was.
stop-nothing = I keep nothing about you. To start: /start
erased-settings = settings
erased-topics =
    { $count ->
        [one] { $count } topic
       *[other] { $count } topics
    }
erased-terms =
    { $count ->
        [one] { $count } word from /follow and /mute
       *[other] { $count } words from /follow and /mute
    }
erased-stories =
    { $count ->
        [one] { $count } followed story
       *[other] { $count } followed stories
    }
erased-sources =
    { $count ->
        [one] { $count } source
       *[other] { $count } sources
    }
erased-saved =
    { $count ->
        [one] { $count } saved article
       *[other] { $count } saved articles
    }
erased-searches =
    { $count ->
        [one] { $count } search
       *[other] { $count } searches
    }
erased-messages =
    { $count ->
        [one] { $count } delivery record
       *[other] { $count } delivery records
    }
