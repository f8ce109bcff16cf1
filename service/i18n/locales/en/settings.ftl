## The settings menu

settings-title = Settings
settings-digest = Digest
settings-language = Language and style
settings-breaking = Alerts and quiet hours
settings-account = Pause and data
settings-account-about = Followed and muted sources, the pause, what I keep about you and how to erase it.
settings-hint = Press a button to change it.
settings-closed = Your settings are saved.
next-digest = The next digest: { $moment }.
next-digest-crowded = The next digest: { $moment }. A lot of readers chose this time, so it may come earlier, but not before { $earliest }.
button-free-time = Less busy at { $clock }
next-after-pause = Your digest is paused. It comes back by itself: { $moment }.
next-paused = Your digest is paused until you resume: /resume
next-none = No digest is scheduled yet. To start: /start
topics-every = All topics
topics-count =
    { $count ->
        [one] { $count } topic
       *[other] { $count } topics
    }
digest-size-short = Short
digest-size-normal = Length: normal
digest-size-long = Long
breaking-on = Breaking news: on
breaking-silent = Breaking news: no sound
breaking-off = Breaking news: off
weekly-on = Sunday week in review: on
weekly-off = Sunday week in review: off
empty-on = No news: tell me
empty-off = No news: keep silent
button-settings = Settings
style-plain = Style: plain
style-rich = Style: magazine
quiet-off = Quiet hours: none
quiet-silent = Quiet hours: { $start }–{ $end }, no sound
quiet-held = Quiet hours: { $start }–{ $end }, hold till morning
quiet-ask = When should breaking news not wake you? Choose, or type: /quiet 23:30–7:15
quiet-unclear = I didn’t understand the hours. Type them like this: /quiet 23:30–7:15
button-quiet-silent = Send without a sound
button-quiet-hold = Hold till morning
button-quiet-off = None
style-sample-title = Magazine style
style-sample = Digests and articles will look like this: real headings, lists and quotes, and a long text in one message.
style-sample-item = It works in new versions of Telegram; old ones show an empty message.
style-sample-quote = If you can read this, it works.
style-way-back = Can’t see the message above? Then your Telegram doesn’t show it; go back to the plain style.
style-impossible = The Telegram server does not support the magazine style yet; it stays plain.
button-plain-again = Back to plain

## Digest times, weekdays and languages

digest-times-title = Time of the digest
digest-times-hint = { $chat ->
    [private] Choose, or type it: “8”, “7:30”, “9 pm”.
   *[group] Choose a time. If it is not here, reply to this message: /time 7:30
}
digest-times-hint-many = { $chat ->
    [private] Tick up to three, or type them: “8, 13, 20:30”. Each digest has what is new since the one before.
   *[group] Tick up to three. Each digest has what is new since the one before. If a time is not here, reply to this message: /time 8, 13, 20:30
}
digest-times-too-many = Three digests a day is the most. Remove one first.
digest-times-at-least-one = At least one time has to stay. To stop the digest, pause it.
button-many-times = Several times a day
weekdays-title = Days of the digest
weekdays-hint = Tick the days you want it. News from the other days comes on the next of these.
button-workdays = On weekdays
button-every-day = Every day
weekdays-every = Every day
weekdays-work = On weekdays
weekdays-end = On weekends
language-ask = Choose your language
language-saved = I’ll speak English from now on.
language-unclear = I speak English, Russian and Ukrainian: /language en, /language ru or /language uk
languages-title = Languages of articles
languages-hint = Which languages do you read? Tick none and the digest has news in the language I speak to you.
languages-own = Articles: in my language
languages-chosen = Articles: { $languages }
languages-other = Other languages

## Time zone

timezone-title = Time zone
timezone-is = Set to { $zone }: it’s { $clock } there.
timezone-hint = { $chat ->
    [private] Choose a city, or type yours: “Manchester”, “Poland”, “UTC+3”.
   *[group] Choose a city. If yours is not here, reply to this message: /timezone Manchester
}
timezone-saved = Time zone: { $zone }, your clock shows { $clock }. { $next }
timezone-unclear = I don’t know the time zone “{ $text }”. Type a city, for example: /timezone London
region-europe = Europe and the Atlantic
region-asia = Asia
region-america = America
region-africa = Africa
region-oceania = Australia and Oceania

## Pause

pause-title = Pause
pause-ask = How long should I pause?
pause-hint = { $chat ->
    [private] During a pause nothing arrives: no digest, no breaking news. When it ends, I’ll come back and tell you. You can also type it: “3 days”, “until Friday”, “until 25 July”.
   *[group] During a pause nothing arrives: no digest, no breaking news. When it ends, I’ll come back and say so. For another length, reply to this message: /pause 3 days
}
button-pause-day = For a day
button-pause-monday = Until Monday
button-pause-week = For a week
button-pause-open = Until I resume
button-pause-over = Resume the digest
pause-ends = Your digest is back on.
pause-over = The pause is over: your digest is back.
pause-unclear = I didn’t catch how long. Write it like this: /pause 3 days, /pause until Friday, /pause until 25 July
