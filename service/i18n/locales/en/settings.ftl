# Settings
settings-title = Settings
settings-hint = Press what you want to change.
settings-closed = Your settings are saved.
next-digest = The next digest: { $moment }.
next-after-pause = Your digest is paused. It comes back by itself: { $moment }.
next-paused = Your digest is paused until you come back: /resume
next-none = No digest is due yet. To begin: /start
topics-every = All topics
topics-count =
    { $count ->
        [one] { $count } topic
       *[other] { $count } topics
    }
length-short = Short
length-normal = Normal length
length-long = Long
breaking-on = Breaking news: on
breaking-silent = Breaking news: no sound
breaking-off = Breaking news: off
weekly-on = The week’s review on Sundays: on
weekly-off = The week’s review on Sundays: off
empty-on = When there is no news: say so
empty-off = When there is no news: keep silent
button-settings = Settings
style-plain = Style: plain
style-rich = Style: rich
quiet-off = Quiet hours: none
quiet-silent = Quiet hours: { $start }–{ $end }, no sound
quiet-held = Quiet hours: { $start }–{ $end }, later
quiet-ask = When should breaking news not wake you? Choose, or type: /quiet 23:30–7:15
quiet-unclear = I did not understand the hours. Type it like this: /quiet 23:30–7:15
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
