# Help
help-title = What I can do
help-body =
    /digest — the digest, now
    /search — find articles; you can also just type a word
    To narrow it: "a phrase", -word, source:Reuters, topic:sport, language:uk, after:2026-01-31, before:
    In any chat: @{ $bot } and a word, to share an article
    /topics — topics
    /follow — follow a word, a name or a phrase, such as /follow Azerbaijan
    /mute — hide news with a word
    /time — time of the digest, such as /time 07:30
    /timezone — time zone, such as /timezone London
    /language — language
    /settings — days, length, languages of articles, the week’s review and all the rest
    /channels — my channels and groups
    /quiet — quiet hours for breaking news
    /pause and /resume — stop the digest (/pause 3 days) and have it back
    /mydata — what I keep about you
    /stop — erase everything and unsubscribe
help-body-group =
    /digest — the digest, now
    /search word — find articles
    Topics, hour and the rest are for the admins to choose: /topics, /time, /settings
help-unknown-command = There is no such command. What I can do: /help
help-text-only = I understand words: type what to find articles about, or open /help
stale-button = This button is out of date. Please begin again: /help
