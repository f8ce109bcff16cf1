# Following and muting
follow-title = What you follow
follow-hint = “At once”: I write as soon as an article is out; when there are many, the rest of the hour comes in one message. “In the digest”: it comes first in your digest. Tap a word to switch.
follow-none = Nothing yet. Send a word, a name or a phrase, several with commas between: /follow Azerbaijan, Ilham Aliyev, high-speed rail
follow-added = Following: { $terms }.
follow-moved = No longer muted, followed now: { $terms }.
follow-known = Followed already: { $terms }.
follow-not-subscribed = You are not subscribed yet, so no digests or messages come. To subscribe: /start
follow-paused = Everything is paused, so no messages come. To resume: /resume
mute-title = What you muted
mute-hint = News with these words stays out of your digests and messages. Search still finds it.
mute-none = Nothing yet. Send a word, a name or a phrase, several with commas between: /mute horoscope, celebrity gossip
mute-added = Muted: { $terms }.
mute-moved = No longer followed, muted now: { $terms }.
mute-known = Muted already: { $terms }.
term-too-many = No room for: { $terms }. I remember { $most } words and phrases at most; remove some that you no longer need.
term-empty = There is no word in { $terms }.
term-short = Too short: { $terms }. I need a word of two letters at least.
term-long = Too long: { $terms }. There is room for { $words } words and { $characters } characters; put commas between different words.
term-common = { $terms } is in nearly every article. Add a word that says more.
how-at-once = at once
how-in-digest = in the digest
button-remove-term = Remove: { $term }
button-followed = What I follow
button-muted = What I muted
button-follow-name = Follow: { $term }
button-following = Following: { $term }
button-follow-search = Follow this
button-stop-following = Stop following: { $term }
toast-at-once = Following: { $term }. I write as soon as an article is out. To change or remove: /follow
toast-at-once-phrase = Following: “{ $term }”. I write as soon as an article has these words side by side. To change or remove: /follow
toast-in-digest = Following: { $term }. Such news will come first in your digest. Tap again to undo; to hear at once: /follow
toast-name-unfollowed = No longer following: { $term }. Tap again to follow.
toast-unfollowed = No longer following: { $term }. To follow again: /follow { $term }
toast-unmuted = No longer muted: { $term }. To mute again: /mute { $term }
toast-how-at-once = { $term }: you will hear at once
toast-how-in-digest = { $term }: it comes in the digest
toast-not-followed = You do not follow this any more. The whole list: /follow
digest-followed = you follow: { $terms }
# Alerts
alert-because = You follow: { $terms }
alert-gathered =
    { $count ->
        [one] { $count } more article on what you follow
       *[other] { $count } more articles on what you follow
    }
alert-more = And { $count } more: they come in the digest.
