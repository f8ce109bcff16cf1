delivery-paused = № { $id }. Зупинив розсилку: перші { $count } не дійшли ні до кого. Остання відповідь Telegram: { $reason }
delivery-rejected-broadcast = № { $id }. Telegram не приймає це повідомлення: { $reason }
delivery-rejected = Telegram не прийняв одне з повідомлень (у журналі це payload { $payload }): { $reason }
