## Groups and channels

group-greeting =
    Hello! This is Svodka. Every day at { $clock } I’ll send the top stories here, and breaking news at once. Now: /digest. To find something: /search word. Topics and hour are for the admins to choose: /topics, /time.
group-greeting-forum =
    Hello! This is Svodka. Every day at { $clock } I’ll send the top stories here, and breaking news at once; to have it in a topic of its own, an admin only has to type /start there. Now: /digest. To find something: /search word.
group-muted = I’m not allowed to write in the group “{ $title }”, so there will be no digests for now. Allow me to send messages and they will start by themselves; everything that was chosen is kept.
admins-only = The group’s admins set this.
open-me-first = To read it in full, open { $name } and press Start.
menu-closed = Done.
thread-chosen = Digests and breaking news will come to this topic. To move them, type /start in another one.
thread-is-here = Digests and breaking news now come to this topic, every day at { $clock }. To change that: /settings
thread-is-general = Digests and breaking news now come to the general topic, every day at { $clock }. To change that: /settings
thread-lost = The topic that digests came to is gone or closed. They come here now; to choose another topic, an admin only has to type /start there.
thread-closed = This topic is closed and I cannot answer in it. Ask in another topic, or write to me in private.
channel-greeting = I will post a digest to the channel “{ $title }” every day at { $clock }, and breaking news at once. Topics, hour and everything else are set here, in our chat.
channel-link = A digest of the news will appear here every day at { $clock }. An admin can choose topics and hour; this post then disappears.
channel-muted = I have no right to post in the channel “{ $title }”, so there will be no digests for now. Give me the right “Post messages” and they will start by themselves; everything that was chosen is kept.
chat-heard = I can write to “{ $title }” again: a digest every day at { $clock }.
channels-title = My channels and groups
channels-hint = Choose what to set up.
channels-commands = Commands work too: reply with one to a message with settings, for example /time 07:40.
channels-none = Channels and groups that get my digests and have you as an admin will be here. Add me to one, and I’ll tell you what comes next.
channels-of-channel = ⚙️ Channel “{ $title }”
channels-of-group = ⚙️ Group “{ $title }”
channels-untitled = untitled
channels-paused = paused
channels-silent = no digests
channels-not-admin = The admins of that chat set this, and Telegram says you are not one of them.
channels-gone = I no longer send digests to that chat. To start again, add me to it once more.
channels-taken = The posts of the channel “{ $title }” are now articles: new ones appear at once, and so do edits. I no longer send digests to the channel; its settings can bring them back. To stop taking posts: /sources
channels-taken-again = The posts of the channel “{ $title }” are articles again. I send no digests to the channel; its settings can turn them on.
button-take-posts = Articles: “{ $title }”
button-set-up = Set up
button-channels = My channels and groups
button-to-settings = To the settings
button-add-to-group = Add to a group
button-add-to-channel = Add to a channel

## Posts

button-open-in-bot = Open in the bot
only-in-bot = This button changes your own settings. Open the bot: { $name }
