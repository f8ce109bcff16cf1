delivery-rejected-broadcast = No. { $id }. Telegram does not take this message: { $reason }
delivery-rejected = Telegram did not take one of the messages (payload { $payload } in the log): { $reason }
