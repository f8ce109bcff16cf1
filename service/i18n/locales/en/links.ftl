# Links to the bot, and @bot in other chats
link-unclear = This link is out of date or was not copied whole. Let us start from the beginning:
link-begin = I read the news for you and send the main stories once a day. To choose topics and an hour, press /start, or just type a word and I will find articles about it.
link-topic-added = “{ $topic }” is now in your digest.
link-topic-known = “{ $topic }” is in your digest already.
link-topic-of-all = You already get the main stories of everything, “{ $topic }” among them. If you want certain topics only, tick them.
inline-nothing = Nothing found. Open Svodka
