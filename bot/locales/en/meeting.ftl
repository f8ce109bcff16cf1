# Meeting
start-greeting = Hello! This is Svodka.
start-what =
    I read the news for you: I gather the reports of one event into a story and send you what matters once a day, at your hour.
start-topics = What should I tell you about? Tick topics and press “Done”. With none ticked, you get the main news of everything.
start-again = Welcome back! Your digest comes again: { $moment }.
topics-title = Your topics
topics-hint = Tick what interests you and press “Done”. With none ticked, you get the main news of everything.
topics-saved = Your topics: { $topics }.
topics-saved-all = You will get the main news of everything.
hour-ask = What time should the digest come? Choose, or type it: “8”, “7:30”, “9 pm”.
hour-zone = Time zone: { $zone }. For another one: /timezone
hour-first = Done! Your first digest comes { $moment }.
hour-meanwhile = Meanwhile you can get a fresh digest now, or just type a word and I will find articles about it.
hour-saved = Your digest will come at { $clock }. The next one: { $moment }.
hour-unclear = I did not understand the time. Type it like this: /time 07:30
timezone-ask = Your time zone is { $zone }. To change it, choose a city or type: /timezone Europe/Warsaw
timezone-saved = Time zone: { $zone }, your clock shows { $clock }. The next digest: { $moment }.
timezone-saved-idle = Time zone: { $zone }, your clock shows { $clock }.
timezone-unclear = I know no time zone “{ $text }”. Type, for example: /timezone Europe/Kyiv
language-ask = Which language should I speak?
language-saved = I speak English now.
language-unclear = I speak English, Russian and Ukrainian: /language en, /language ru or /language uk
pause-begins = Your digest is paused. To have it back: /resume
pause-ends = Your digest comes again. The next one: { $moment }.
