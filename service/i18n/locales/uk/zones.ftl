# Часові пояси
timezone-title = Часовий пояс
timezone-is = Зараз це { $zone }, і у вас { $clock }.
timezone-hint = Виберіть місто або напишіть своє: «Одеса», «Польща», «UTC+3».
timezone-saved = Часовий пояс: { $zone }, у вас зараз { $clock }. { $next }
timezone-unclear = Не знаю часового поясу «{ $text }». Напишіть місто, наприклад: /timezone Київ
region-europe = Європа й Атлантика
region-asia = Азія
region-america = Америка
region-africa = Африка
region-oceania = Австралія й Океанія
