## Following and muting

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
notify-instant = at once
notify-digest = in the digest
button-remove-term = Remove: { $term }
button-relatives = Related words too: { $words }
button-followed = What I follow
button-muted = What I muted
button-following = Following: { $term }
button-follow-search = Follow
button-stop-following = Stop following: { $term }
toast-relatives = “{ $term }” now covers related words too.
toast-instant = Following: { $term }. I write as soon as an article is out. To change or remove: /follow
toast-instant-phrase = Following: “{ $term }”. I write as soon as an article has these words side by side. To change or remove: /follow
toast-in-digest = Following: { $term }. Such news will come first in your digest. Tap again to undo; to hear at once: /follow
toast-name-unfollowed = No longer following: { $term }. Tap again to follow.
toast-unfollowed = No longer following: { $term }. To follow again: /follow { $term }
toast-unmuted = No longer muted: { $term }. To mute again: /mute { $term }
toast-notify-instant = { $term }: you will hear at once
toast-notify-digest = { $term }: it comes in the digest
toast-not-followed = You do not follow this any more. The whole list: /follow
digest-followed = you follow: { $terms }
button-mute-name = Mute
button-name-muted = Muted
button-choices = Follow…
toast-name-muted = Muted: { $term }. You will see no more such news. Tap again to undo; the whole list: /mute
toast-name-unmuted = No longer muted: { $term }.

## Followed and muted sources

button-follow-source = Follow source
button-source-followed = Following source
button-mute-source = Mute source
button-source-muted = Source muted
toast-source-followed = Following “{ $source }”: its news comes first in your digest.
toast-source-muted = “{ $source }” is muted: no story opens with its article. If others report it too, you get theirs.
toast-source-neutral = “{ $source }” counts like any other source again.
sources-full = No more than { $most } sources fit. Remove some: /settings → “Sources”.
source-unknown = There is no source “{ $source }” in the archive.
source-ambiguous = “{ $source }” matches several sources, such as { $names }. Please be more exact.
source-followed = { $source } — followed
source-muted = { $source } — muted
chosen-sources-title = Followed and muted sources
chosen-sources-hint = News of a followed source comes first in your digest. No story opens with an article of a muted source: if others report it too, you get theirs. Search still finds everything. Tap a source to remove it.
chosen-sources-none = None yet. Tap “Follow…” under an article, or write: /mute source:Herald

## Followed stories

button-follow-story = Follow this story
button-story-followed = Following this story
button-stop-story = Stop following this story
button-stories = Stories: { $count }
toast-story-followed = Following this story: I write at once about each new article. After three quiet days I stop. To change this: /follow
toast-story-unfollowed = No longer following this story.
stories-title = Stories that you follow
stories-hint = “At once”: I write about each new article; “in the digest”: the story comes first in your digest. Tap a story to switch. After three quiet days I stop following it.
stories-none = None yet. Under each article there is a button, “Follow this story”.
stories-full = I can follow no more than { $most } stories at a time. Remove some: /follow
digest-followed-story = a story that you follow
