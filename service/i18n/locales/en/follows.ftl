## Following and muting

follow-title = What you follow
follow-hint = “At once”: I write as soon as an article is out; if there are many, the rest of the hour comes in one message. “In the digest”: it comes first in your digest. Tap a word to switch.
follow-none = No words or names yet. Send a word, a name or a phrase; separate several with commas: /follow Azerbaijan, Ilham Aliyev, high-speed rail
follow-added = Following: { $terms }.
follow-moved = No longer muted, now following: { $terms }.
follow-known = Already following: { $terms }.
follow-not-subscribed = You are not subscribed yet, so no digests or messages come. To subscribe: /start
follow-paused = Everything is paused, so no messages come. To resume: /resume
mute-title = What you muted
mute-hint = News with these words stays out of your digests and messages. Search still finds it.
mute-none = No muted words yet. Send a word, a name or a phrase; separate several with commas: /mute horoscope, celebrity gossip
mute-added = Muted: { $terms }.
mute-moved = No longer following, now muted: { $terms }.
mute-known = Already muted: { $terms }.
term-too-many = No room for: { $terms }. I remember up to { $most } words and phrases; remove some you no longer need.
term-empty = There is no word in { $terms }.
term-short = Too short: { $terms }. A word needs at least two letters.
term-long = Too long: { $terms }. The limit is { $words } words and { $characters } characters; separate different words with commas.
term-common = { $terms } is in nearly every article. Please be more specific.
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
toast-instant = Following: { $term }. I’ll write as soon as an article is out. To change or remove: /follow
toast-instant-phrase = Following: “{ $term }”. I’ll write as soon as an article has these words side by side. To change or remove: /follow
toast-in-digest = Following: { $term }. Such news will come first in your digest. Tap again to undo; to be told at once: /follow
toast-name-unfollowed = No longer following: { $term }. Tap again to follow.
toast-unfollowed = No longer following: { $term }. To follow again: /follow { $term }
toast-unmuted = No longer muted: { $term }. To mute again: /mute { $term }
toast-notify-instant = { $term }: I’ll tell you at once
toast-notify-digest = { $term }: it will come in the digest
toast-not-followed = You no longer follow this. The whole list: /follow
digest-followed = you follow: { $terms }
button-mute-name = Mute
button-name-muted = Muted
button-choices = Follow…
toast-name-muted = Muted: { $term }. You won’t see such news any more. Tap again to undo; the whole list: /mute
toast-name-unmuted = No longer muted: { $term }.

## Followed and muted sources

button-follow-source = Follow source
button-source-followed = Following source
button-mute-source = Mute source
button-source-muted = Source muted
toast-source-followed = Following “{ $source }”: its news comes first in your digest.
toast-source-muted = “{ $source }” is muted. If others report the same story, you’ll get their article.
toast-source-neutral = “{ $source }” is like any other source again.
sources-full = No more than { $most } sources fit. Remove some: /settings → “Sources”.
source-unknown = There is no source “{ $source }” in the archive.
source-ambiguous = “{ $source }” matches several sources, such as { $names }. Please be more specific.
source-followed = { $source } — followed
source-muted = { $source } — muted
chosen-sources-title = Followed and muted sources
chosen-sources-hint = News of a followed source comes first in your digest. Instead of an article of a muted source you get another one on the same story, if there is one. Search still finds everything. Tap a source to remove it.
chosen-sources-none = None yet. Tap “Follow…” under an article, or write: /mute source:Herald

## Followed stories

button-follow-story = Follow this story
button-story-followed = Following this story
button-stop-story = Stop following this story
button-stories = Stories: { $count }
toast-story-followed = Following this story: I’ll write about each new article at once, and stop after three quiet days. To change this: /follow
toast-story-unfollowed = No longer following this story.
stories-title = Stories you follow
stories-hint = “At once”: I write about each new article; “in the digest”: the story comes first in your digest. Tap a story to switch. After three quiet days I stop following it.
stories-none = None yet. Each article has a button “Follow this story”.
stories-full = I can’t follow more than { $most } stories at a time. Remove some: /follow
digest-followed-story = a story you follow
