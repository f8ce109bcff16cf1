delivery-rejected-broadcast = № { $id }. Telegram не принимает это сообщение: { $reason }
delivery-rejected = Telegram не принял одно из сообщений (в журнале это payload { $payload }): { $reason }
