## The first questions

start-greeting = Hello! This is Svodka.
start-what =
    I read the news for you: I gather the reports of one event into a story and send you what matters once a day, at your hour.
start-subscribed = You’re subscribed: the top stories arrive at { $clock } ({ $zone } time), the first digest { $moment }, and breaking news at once.
start-topics = Want to fine-tune it? Tick topics and press “Done”, then we’ll pick a time. Tick nothing and you’ll get the top stories on every topic.
button-continue-setup = Continue setup
start-again = Welcome back! Your digest is back on: { $moment }.
start-ask = Type a word and I’ll find articles about it.
topics-title = Your topics
topics-hint = Tick what interests you and press “Done”. Tick nothing and you’ll get the top stories on every topic.
topics-saved = Your topics: { $topics }.
topics-saved-all = You’ll get the top stories on every topic.
digest-times-ask = What time should your digest arrive?
digest-times-ask-typed = Choose, or type it: “8”, “7:30”, “9 pm”.
digest-times-zone = Time zone: { $zone }, where it is { $clock }. If your clock shows another time, choose your city first.
button-other-zone = Another city
digest-times-next = Done! The next digest comes { $moment }.
digest-times-here-it-is = Here’s your first one: the top stories of the past day.
digest-times-first = Done! Your first digest comes { $moment }.
digest-times-crowded = A lot of readers chose this time, so it may come earlier, but not before { $earliest }.
digest-times-meanwhile = Meanwhile, just type a word and I’ll find articles about it.
digest-times-saved = Your digest will come at { $clock }.
digest-times-unclear = I didn’t understand the time. Type it like this: /time 07:30, or several: /time 8 13 20:30

## Links to the bot

link-unclear = This link is out of date or was not copied in full. Let’s start from the beginning:
link-refine = You can choose topics and an hour now, or later in /settings. To unsubscribe: /stop
link-topic-added = “{ $topic }” is now in your digest.
link-topic-known = “{ $topic }” is in your digest already.
link-topic-of-all = You already get the top stories on every topic, “{ $topic }” among them. If you want certain topics only, tick them.

## Courtesies

hello-answer-new = I read the news for you and send the top stories once a day. To subscribe: /start, or just type a word and I’ll find articles about it.
hello-answer = Hello! Type a word or a name and I’ll find articles about it. The top stories of the day: /digest
hello-answer-group = Hello! To find articles: /search bridge. The top stories of the day: /digest
thanks-answer = You’re welcome! Glad to help.
