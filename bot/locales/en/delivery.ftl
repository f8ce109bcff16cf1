delivery-paused = No. { $id }. I have paused it: the first { $count } reached nobody. Telegram's last answer: { $reason }
delivery-rejected-broadcast = No. { $id }. Telegram does not take this message: { $reason }
delivery-rejected = Telegram did not take one of the messages (payload { $payload } in the log): { $reason }
