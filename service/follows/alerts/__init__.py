"""Alerts: subscribers who follow a term are notified of each story that mentions it, once.

Each article in the queue is matched with all terms (`rules`) and sent to the followers
(`dispatch`). Alerts over the hourly limit, and those held by quiet hours, wait and are sent as one
message (`batching`). Each batch of chats is one transaction of deliveries, waiting alerts and
windows; the last one dequeues the article, so a crash neither loses nor repeats an alert. `job`
runs all of it.
"""
