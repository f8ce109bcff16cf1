delivery-rejected-broadcast = № { $id }. Telegram не приймає це повідомлення: { $reason }
delivery-rejected = Telegram не прийняв одне з повідомлень (у журналі це payload { $payload }): { $reason }
