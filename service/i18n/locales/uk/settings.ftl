## The settings menu

settings-title = Налаштування
settings-digest = Зведення
settings-language = Мова й вигляд
settings-breaking = Термінове й тихі години
settings-account = Пауза й дані
settings-account-about = Обрані й приховані джерела, пауза; що я про вас зберігаю і як це видалити.
settings-hint = Натисніть кнопку, щоб змінити.
settings-closed = Налаштування збережено.
next-digest = Найближче зведення — { $moment }.
next-digest-crowded = Найближче зведення — { $moment }. Цей час обрало дуже багато людей, тож воно може надійти раніше, але не раніше ніж { $earliest }.
button-free-time = Вільніше { AT($clock) }
next-after-pause = Зведення на паузі. Повернеться саме: { $moment }.
next-paused = Зведення на паузі, доки ви не повернетеся: /resume
next-none = Зведення ще не призначено. Почати — /start
topics-every = Усі теми
topics-count =
    { $count ->
        [one] { $count } тема
        [few] { $count } теми
       *[many] { $count } тем
    }
digest-size-short = Коротко
digest-size-normal = Довжина: звичайна
digest-size-long = Докладно
breaking-on = Термінові новини: так
breaking-silent = Термінові новини: без звуку
breaking-off = Термінові новини: ні
weekly-on = Огляд тижня щонеділі: так
weekly-off = Огляд тижня щонеділі: ні
empty-on = Якщо новин немає: повідомляти
empty-off = Якщо новин немає: мовчати
button-settings = Налаштування
style-plain = Вигляд: звичайний
style-rich = Вигляд: журнальний
quiet-off = Тихі години: немає
quiet-silent = Тихі години: { $start }–{ $end }, без звуку
quiet-held = Тихі години: { $start }–{ $end }, притримати до ранку
quiet-ask = Коли термінові новини не мають вас будити? Виберіть або напишіть: /quiet 23:30–7:15
quiet-unclear = Не зрозумів години. Напишіть так: /quiet 23:30–7:15
button-quiet-silent = Надсилати без звуку
button-quiet-hold = Притримати до ранку
button-quiet-off = Не потрібні
style-sample-title = Журнальний вигляд
style-sample = Так виглядатимуть зведення та статті: справжні заголовки, списки й цитати, а довгий текст — одним повідомленням.
style-sample-item = Працює в нових версіях Telegram; у старих повідомлення не видно.
style-sample-quote = Якщо ви це читаєте, усе вийшло.
style-way-back = Не бачите повідомлення вище? Отже, ваш Telegram його не показує; поверніться до звичайного вигляду.
style-impossible = Сервер Telegram поки що не підтримує журнального вигляду; залишив звичайний.
button-plain-again = Повернути звичайний вигляд

## Digest times, weekdays and languages

digest-times-title = Час зведення
digest-times-hint = { $chat ->
    [private] Виберіть або напишіть час: «8», «7:30», «9 вечора».
   *[group] Виберіть годину. Якщо потрібної тут немає, дайте відповідь на це повідомлення: /time 7:30
}
digest-times-hint-many = { $chat ->
    [private] Позначте до трьох годин або напишіть їх: «8, 13, 20:30». Кожне зведення розповість про те, чого не було в попередньому.
   *[group] Позначте до трьох годин. Кожне зведення розповість про те, чого не було в попередньому. Якщо потрібної години тут немає, дайте відповідь на це повідомлення: /time 8, 13, 20:30
}
digest-times-too-many = Більше трьох зведень на день не буває. Спершу зніміть одне.
digest-times-at-least-one = Хоча б одна година потрібна. Щоб зведення не надходило, поставте його на паузу.
button-many-times = Кілька разів на день
weekdays-title = Дні зведення
weekdays-hint = Позначте дні, коли чекати на зведення. Новини решти днів надійдуть у найближчий із них.
button-workdays = У будні
button-every-day = Щодня
weekdays-every = Щодня
weekdays-work = У будні
weekdays-end = У вихідні
language-ask = Якою мовою говорити?
language-saved = Тепер говорю українською.
language-unclear = Я говорю українською, російською та англійською: /language uk, /language ru або /language en
languages-title = Мови статей
languages-hint = Якими мовами ви читаєте? Без позначок у зведенні будуть новини тією мовою, якою ми говоримо.
languages-own = Статті: моєю мовою
languages-chosen = Статті: { $languages }
languages-other = Інші мови

## Time zone

timezone-title = Часовий пояс
timezone-is = Зараз це { $zone }, і у вас { $clock }.
timezone-hint = { $chat ->
    [private] Виберіть місто або напишіть своє: «Одеса», «Польща», «UTC+3».
   *[group] Виберіть місто. Якщо вашого тут немає, дайте відповідь на це повідомлення: /timezone Одеса
}
timezone-saved = Часовий пояс: { $zone }, у вас зараз { $clock }. { $next }
timezone-unclear = Не знаю часового поясу «{ $text }». Напишіть місто, наприклад: /timezone Київ
region-europe = Європа й Атлантика
region-asia = Азія
region-america = Америка
region-africa = Африка
region-oceania = Австралія й Океанія

## Pause

pause-title = Пауза
pause-ask = На скільки зробити паузу?
pause-hint = { $chat ->
    [private] На паузі не надходить нічого: ні зведення, ні термінові новини. Коли пауза скінчиться, я повернуся й скажу про це. Можна й написати: «3 дні», «до п’ятниці», «до 25 липня».
   *[group] На паузі не надходить нічого: ні зведення, ні термінові новини. Коли пауза скінчиться, я повернуся й скажу про це. Потрібен інший строк — дайте відповідь на це повідомлення: /pause 3 дні
}
button-pause-day = На день
button-pause-monday = До понеділка
button-pause-week = На тиждень
button-pause-open = Доки не повернуся
button-pause-over = Повернути зведення
pause-ends = Зведення знову надходитиме.
pause-over = Пауза скінчилася: зведення знову з вами.
pause-unclear = Не зрозумів, на скільки. Напишіть так: /pause 3 дні, /pause до п’ятниці, /pause до 25 липня
