## The digest

digest-title = { $greeting } { $day } · { $stories }, { $minutes } min
digest-goes-on = Digest, continued: { $day }
digest-stories =
    { $count ->
        [one] { $count } story
       *[other] { $count } stories
    }
digest-other-topics = 🗞 Everything else
digest-more =
    { $count ->
        [one] And { $count } more story.
       *[other] And { $count } more stories.
    }
digest-written = 🤖 retold by a program
digest-empty = Nothing new on your topics this time. As soon as there is something to tell, it will come at your hour.
digest-all-read = You’ve already read everything new on your topics.
digest-all-read-since = Your last digest came { $moment }; there’s nothing new on your topics since. See it again, or the top stories on every topic?
digest-nothing-unread = Nothing new on your topics in the past day. See the top stories on every topic?
digest-no-news = There was no news for you in the past day.
digest-no-news-since = Your last digest came { $moment }; there has been no news for you since.
button-last-digest = Last digest
button-overview = Top stories
digest-will-be-quiet = All right, I won’t write when there is no news.
digest-gone = This digest is already in the archive. A fresh one: /digest
digest-size-saved =
    { $count ->
        [one] Your digest now holds up to { $count } story.
       *[other] Your digest now holds up to { $count } stories.
    }
digest-plain-saved = Back to the plain style.
digest-plain-instead = The Telegram server does not support the magazine style yet, so this is the plain one.
sources-more = { $count } more
greeting-morning = Good morning!
greeting-day = Good afternoon!
greeting-evening = Good evening!
greeting-night = Hello!
button-digest-options = Options
button-shorter = Shorter
button-longer = Longer
button-rich = Magazine style
button-plain = Plain style

## The weekly review

weekly-review-title = The week: { $days }
weekly-review-hint = What was reported most.
