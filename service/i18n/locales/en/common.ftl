## Buttons of several features

button-read = Read
button-brief = In brief
button-more = More
button-back = Back
button-done = Done
button-send = Send
button-cancel = Cancel
button-erase = Yes, erase
button-original = Original
button-topics = Topics
button-times = Time
button-digest-now = Digest now
button-quiet-when-empty = Keep silent when there is no news
button-all-topics = All topics
button-no-topics = Clear all
button-to-list = Back to the list
number = #{ $id }
quoted = “{ $text }”

## Date, time and duration

moment-today = today at { $clock }
moment-yesterday = yesterday at { $clock }
moment-tomorrow = tomorrow at { $clock }
moment-date = { $day } at { $clock }
moment-received = received { $moment }
reading-time =
    { $minutes ->
        [one] { $minutes } minute to read
       *[other] { $minutes } minutes to read
    }

## Names of topics

topic-politics = Politics
topic-conflict = War and security
topic-economy = Economy
topic-energy = Energy
topic-society = Society
topic-crime = Crime
topic-disaster = Disasters
topic-health = Health
topic-science = Science
topic-technology = Technology
topic-culture = Culture
topic-sport = Sport
topic-environment = Environment
topic-lifestyle = Lifestyle

## The command menu and the profile of the bot

command-digest = get the digest now
command-search = find articles
command-saved = saved articles
command-topics = topics
command-follow = what you follow
command-mute = what you muted
command-time = time of the digest
command-timezone = time zone
command-language = language
command-settings = settings
command-channels = my channels and groups
command-quiet = quiet hours
command-pause = stop the digest
command-resume = resume the digest
command-mydata = what I keep about you
command-help = what I can do
command-stop = erase everything and unsubscribe
command-breaking = breaking news
command-correct = correct what was sent
command-retract = retract what was sent
command-add = add an article
command-edit = edit an article
command-remove = remove an article
command-desk = what digests lead with
command-sources = sources
command-topic = custom topics
command-stats = statistics
command-log = the editors’ log
command-editors = who the editors are
bot-about = I read the news for you: one digest a day, search by any word, full texts.
bot-description = Svodka gathers the news, joins the reports of one event and sends you what matters on your topics once a day, at your hour. Write a word and it finds articles and shows the full text without leaving the chat.

## Help

help-title = What I can do
help-body =
    /digest — get the digest now
    /search — find articles; you can also just type a word
    To narrow it: "a phrase", -word, source:Reuters, topic:sport, language:Russian, after:2026-01-31, before:2026-02-15
    In any chat: @{ $bot } and a word, to share an article
    /saved — articles that you saved
    /topics — topics
    /follow — follow a word, a name or a phrase, for example /follow Azerbaijan
    /mute — hide news with a word, or a source: /mute source:Herald
    /time — time of the digest, for example /time 07:30
    /timezone — time zone, for example /timezone London
    /language — language
    /settings — days, length, languages of articles, the week in review and all the rest
    /channels — my channels and groups
    /quiet — quiet hours for breaking news
    /pause and /resume — stop the digest (/pause 3 days) and resume it
    /mydata — what I keep about you
    /stop — erase everything and unsubscribe
help-body-group =
    /digest — get the digest now
    /search word — find articles
    Topics, hour and the rest are for the admins to choose: /topics, /time, /settings
help-editors = For editors
help-command = /{ $name } — { $about }
help-unknown-command = There is no such command. What I can do: /help
help-text-only = I understand text only. Write a word and I’ll find articles. What else I can do: /help
stale-button = This button is out of date. Please begin again: /help

## Too many messages

throttled = You are faster than I can answer. Give me { $lasts }, and we can go on.
throttled-inline = Too fast: wait a moment

## Feeds for other programs

feed-topic = Svodka: { $topic }
feed-broadcasts = Svodka: breaking news
