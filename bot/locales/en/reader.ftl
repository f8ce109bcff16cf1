# Words on buttons
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
button-hour = Time
button-digest-now = Digest now
button-quiet-when-empty = Keep silent when there is no news
button-all-topics = All topics
button-no-topics = Clear all

# Topics
topic-politics = Politics
topic-conflict = War and security
topic-economy = Economy
topic-energy = Energy
topic-society = Society
topic-crime = Crime
topic-disaster = Accidents
topic-health = Health
topic-science = Science
topic-technology = Technology
topic-culture = Culture
topic-sport = Sport
topic-environment = Nature
topic-lifestyle = Lifestyle

# Time in words
moment-today = today at { $clock }
moment-yesterday = yesterday at { $clock }
moment-tomorrow = tomorrow at { $clock }
moment-date = { $day } at { $clock }

# Meeting
start-greeting = Hello! This is Svodka.
start-what =
    I read the news for you: I gather the reports of one event into a story and send you what matters once a day, at your hour.
start-topics = What shall I tell you about? Tick topics and press “Done”. With none ticked, you get the main news of everything.
start-again = Welcome back! Your digest comes again: { $moment }.
topics-title = Your topics
topics-hint = Tick what interests you and press “Done”. With none ticked, you get the main news of everything.
topics-saved = Your topics: { $topics }.
topics-saved-all = You will get the main news of everything.
hour-ask = At what time shall the digest come? Choose, or type it: “8”, “7:30”, “9 pm”.
hour-zone = Time zone: { $zone }. For another one: /timezone
hour-first = Done! Your first digest comes { $moment }.
hour-meanwhile = Meanwhile you can get a fresh digest now, or just type a word and I will find articles about it.
hour-saved = Your digest will come at { $clock }. The next one: { $moment }.
hour-unclear = I did not understand the time. Type it like this: /time 07:30
timezone-ask = Your time zone is { $zone }. To change it, choose a city or type: /timezone Europe/Warsaw
timezone-saved = Time zone: { $zone }, your clock shows { $clock }. The next digest: { $moment }.
timezone-saved-idle = Time zone: { $zone }, your clock shows { $clock }.
timezone-unclear = I know no time zone “{ $text }”. Type, for example: /timezone Europe/Kyiv
language-ask = Which language shall I speak?
language-saved = I speak English now.
language-unclear = I speak English, Russian and Ukrainian: /language en, /language ru or /language uk
pause-begins = Your digest is paused. To have it back: /resume
pause-ends = Your digest comes again. The next one: { $moment }.

# Groups and channels
group-greeting =
    Hello! This is Svodka. Every day at { $clock } I will send the main news here. Now: /digest. To find something: /search word. Topics and hour are for the admins to choose: /topics, /time.
channel-greeting = I will post a digest to the channel “{ $title }” every day at { $clock }, and breaking news at once.
admins-only = The group’s admins set this.
open-me-first = To read it in full, open { $name } and press Start.

# The digest
digest-title = Digest: { $day }
digest-more =
    { $count ->
        [one] And { $count } more story on your topics.
       *[other] And { $count } more stories on your topics.
    }
digest-empty = Nothing has come out on your topics since. As soon as there is something to tell, it comes at your hour.
digest-empty-now = Nothing new yet. Your topics: /topics
digest-will-be-quiet = All right, I will not write when there is no news.
sources-more = { $count } more

# Search
search-ask = Type a word or a name and I will find articles about it. Any form of the word will do.
search-ask-group = Put a word after the command: /search bridge
search-found =
    { $count ->
        [one] “{ $query }”: { $count } story
       *[other] “{ $query }”: { $count } stories
    }
search-nothing = Nothing found for “{ $query }”. Try another word, or a shorter one.
search-forgotten = This search is forgotten. Please type the word again.

# Reading
article-photo = Photo: { $credit }
article-attribution = Reported by: { $attribution }
article-teaser = This is only the beginning; the rest is on the site: “Original”.
summary-written = Written by a program, not word for word. The article’s own words: “Read”.
article-gone = This article is no longer here.

# Going
stop-ask = Erase all that I know about you: topics, time, searches and what was sent? The digest will stop.
stop-done = Erased: settings, topics, searches and delivery history. You can come back any day: /start
stop-kept = All right, everything stays as it was.
stop-nothing = I keep nothing about you. To begin: /start
mydata-caption = All that I keep about you. To erase it: /stop

# Help
help-title = What I can do
help-body =
    /digest — the digest, now
    /search — find articles; you can also just type a word
    /topics — topics
    /time — time of the digest, such as /time 07:30
    /timezone — time zone
    /language — language
    /settings — style of messages and all the rest
    /quiet — quiet hours for breaking news
    /pause and /resume — stop the digest and have it back
    /mydata — what I keep about you
    /stop — erase everything and unsubscribe
help-body-group =
    /digest — the digest, now
    /search word — find articles
    Topics, hour and the rest are for the admins to choose: /topics, /time, /settings
help-unknown-command = There is no such command. What I can do: /help
help-text-only = I understand words: type what to find articles about, or open /help
stale-button = This button is out of date. Please begin again: /help

# Menu
command-digest = the digest, now
command-search = find articles
command-topics = topics
command-time = time of the digest
command-timezone = time zone
command-language = language
command-settings = settings
command-quiet = quiet hours
command-pause = stop the digest
command-resume = have the digest back
command-mydata = what I keep about you
command-help = what I can do
command-stop = erase everything and unsubscribe
command-breaking = breaking news
command-correct = correct what was sent
command-retract = take back what was sent
command-add = file an article
command-sources = sources
command-topic = topics of your own
command-stats = numbers
command-log = the editors’ log
bot-about = I read the news for you: one digest a day, search by any word, full texts.
bot-description = Svodka gathers the news, joins the reports of one event and sends you what matters on your topics once a day, at your hour. Ask for a word and it finds articles and shows the full text without leaving the chat.

# Settings
settings-title = Settings
settings-hint = Press what you want to change.
language-name = English
style-plain = Style: plain
style-rich = Style: rich
breaking-on = Breaking news: on
breaking-off = Breaking news: off
quiet-off = Quiet hours: none
quiet-silent = Quiet hours: { $start }–{ $end }, no sound
quiet-held = Quiet hours: { $start }–{ $end }, later
quiet-ask = When should breaking news not wake you? Choose, or type: /quiet 23:30–7:15
quiet-unclear = I did not get the hours. Type it like this: /quiet 23:30–7:15
button-quiet-silent = Send without a sound
button-quiet-hold = Hold till morning
button-quiet-off = None
style-sample-title = Rich style
style-sample = Digests and articles will look like this: real headings, lists and quotes, and a long text in one message.
style-sample-item = New versions of Telegram know it, old ones do not.
style-sample-quote = If you can read this, it works.
style-way-back = Can you not see the message above? Then your Telegram does not show it; go back to the plain style.
style-impossible = This Telegram server does not know the rich style yet; it stays plain.
button-plain-again = Back to plain
