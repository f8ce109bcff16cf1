"""Alerts: whoever follows a term at once is told of each story that mentions it, once.

An article that comes in is matched with all terms (`matching`) and told to its readers
(`spreading`); beyond a few an hour (`hour`), and in quiet hours that hold, alerts wait and are told
together (`gathering`). Each batch of chats is one transaction of deliveries, waiting alerts and
counts, and an article leaves its queue with the last one, so a kill loses and repeats nothing.
"""
