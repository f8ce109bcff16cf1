# Time zones
timezone-title = Часовой пояс
timezone-is = Сейчас это { $zone }, и у вас { $clock }.
timezone-hint = Выберите город или напишите свой: «Одесса», «Польша», «UTC+3».
timezone-saved = Часовой пояс: { $zone }, у вас сейчас { $clock }. { $next }
timezone-unclear = Не знаю часового пояса «{ $text }». Напишите город, например: /timezone Киев
region-europe = Европа и Атлантика
region-asia = Азия
region-america = Америка
region-africa = Африка
region-oceania = Австралия и Океания
