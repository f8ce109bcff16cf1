## What can be sent

breaking-usage =
    Що надіслати? Будь-яким зі способів:
    /breaking Текст новини — з будь-яким оформленням
    фото чи відео з підписом, що починається з /breaking
    /breaking у відповідь на повідомлення
    /breaking 123 — стаття з архіву; або кнопка «Терміново» під нею
    просто перешліть сюди допис
breaking-nothing = У цьому повідомленні нема чого надсилати: потрібен текст, фото чи відео.
breaking-no-article = Статті { $id } немає. Якщо це і є новина, додайте до числа слово.
breaking-refused = Telegram не приймає такого повідомлення: { $reason }
breaking-too-long = Задовгий текст: Telegram приймає тут { $most } знаків, приберіть { $over }.
button-breaking = Терміново

## The preview: audience, sound, time and how long it is valid

breaking-preview =
    { $count ->
        [one] № { $id }. Так це побачить { $count } читач. Надіслати?
        [few] № { $id }. Так це побачать { $count } читачі. Надіслати?
       *[many] № { $id }. Так це побачать { $count } читачів. Надіслати?
    }
breaking-nobody = № { $id }. Зараз термінові новини не отримує ніхто: надсилати нікому.
breaking-cancelled = № { $id }. Скасовано, ніхто нічого не отримав.
breaking-already = Щодо № { $id } вже все вирішено.
breaking-takes = Час надсилання — приблизно { $duration }
breaking-stars = не дорожче ніж { $stars } ★
breaking-ttl = Актуальна { $duration }: хто не отримає за цей час, уже не отримає.
breaking-tested = Тест надіслано: він нижче.
breaking-submitted = № { $id } показано редакторам: вирішать вони. Якщо зміните чернетку, запропонуйте її ще раз.
breaking-submitted-before = Редактори вже бачать № { $id } і вирішать самі. Щоб запропонувати знову, спершу змініть чернетку.
breaking-submitted-by = Чернетку пропонує { $name }: вона вище.
button-submit = Запропонувати
button-audience = Кому
button-loud = Зі звуком
button-silent = Без звуку
button-later = Пізніше
button-other-time = Інший час
button-ttl = Актуальна: { $duration }
button-test = Тест: лише мені
audience-everyone = Усім, хто хоче термінових новин
audience-topics = Тим, хто читає: { $topics }
audience-language = Мова читача: { $language }
audience-any-language = Будь-яка мова
audience-ask = № { $id }. Кому надіслати? Позначте мову або теми. Хто не вибирав тем, читає головне про все і теж отримає.
audience-count =
    { $count ->
        [one] Зараз це { $count } читач.
        [few] Зараз це { $count } читачі.
       *[many] Зараз це { $count } читачів.
    }
later-ask = № { $id }. Коли надіслати? Виберіть або напишіть: «18:30», «завтра о 9», «через 2 години», «25 липня 8:00». Часовий пояс: { $zone }.
later-unclear = Не зрозумів, коли. Напишіть, наприклад: «18:30», «завтра о 9», «через 2 години». Передумали відкладати — натисніть «Назад» під запитанням.
later-past = Цей час уже минув.
later-far =
    { $days ->
        [one] Далі ніж на { $days } день не відкладаю.
        [few] Далі ніж на { $days } дні не відкладаю.
       *[many] Далі ніж на { $days } днів не відкладаю.
    }
breaking-scheduled =
    { $count ->
        [one] № { $id }. Вийде { $moment }. Зараз її отримав би { $count } читач.
        [few] № { $id }. Вийде { $moment }. Зараз її отримали б { $count } читачі.
       *[many] № { $id }. Вийде { $moment }. Зараз її отримали б { $count } читачів.
    }
breaking-held =
    № { $id } чекає на ваше рішення: час виходу ({ $moment }) настав, але той, хто призначив розсилку, уже не редактор. Надіслати?
    «{ $text }»
breaking-missed =
    № { $id } не вийшла: у призначену годину ({ $moment }) і весь час, доки вона була актуальною ({ $duration }), сервіс не працював. Надіслати зараз?
    «{ $text }»

## Progress and report

delivery-rejected-broadcast = № { $id }. Telegram не приймає це повідомлення: { $reason }
delivery-rejected = Telegram не прийняв одне з повідомлень (№ { $payload } у журналі): { $reason }
breaking-running = № { $id }. Надсилаю: доставлено { $sent }{ $failures }, лишилося { $left }.
breaking-report = № { $id }. Готово: доставлено { $sent }{ $failures }.
breaking-paused = № { $id }. На паузі: доставлено { $sent }{ $failures }, лишилося { $left }.
breaking-auto-paused = № { $id }. Я поставив надсилання на паузу: поки що нічого не доходить. Доставлено { $sent }{ $failures }, лишилося { $left }. Продовжити чи зупинити?
breaking-stopped = № { $id }. Зупинено: доставлено { $sent }{ $failures }.
report-undelivered = , не доставлено { $count }
report-failed = , не вдалося { $count }
report-reach = Дійшло: { $reach }.
report-duration = Тривало { $duration }.
report-opened = Відкрили: { $count }.
button-pause = Пауза
button-resume = Продовжити
button-halt = Зупинити
progress-pace = { $rate } за секунду, до кінця приблизно { $duration }
progress-held =
    { $count ->
        [one] { $count } читач просив не будити: отримає вранці.
        [few] { $count } читачі просили не будити: отримають вранці.
       *[many] { $count } читачів просили не будити: отримають вранці.
    }
failure-line = { $reason }: { $count }
failure-blocked = заблокували бота
failure-deactivated = видалили свій акаунт
failure-kicked = бота прибрали з чату або позбавили прав
failure-no-chat = чат недоступний
failure-no-message = повідомлення вже видалено
failure-late = не встигло, доки було актуальним
failure-stopped = надсилання зупинено
failure-retracted = новину відкликано раніше
failure-superseded = замінено новішим
failure-other = інша причина, вона в журналі сервісу

## Corrections and retractions

correct-usage = Напишіть номер і новий текст: /correct 12 Текст новини
correct-text-only = Виправити можна лише текст: фото чи відео в читачів лишаться ті самі. Надішліть новий текст без вкладення.
correct-same = № { $id } уже має саме такий вигляд: виправляти нема чого.
retract-usage = Напишіть номер: /retract 12
amend-about = № { $id }. Хто отримав: { $reach }.
amend-changed = № { $id } змінилася, поки ви вирішували. Нічого не зроблено, погляньте ще раз.
amend-reach = Хто отримав: { $reach }.
amend-before = Було:
amend-after = Стане:
amend-cancelled = Скасовано, нічого не змінилося.
amend-dropped = № { $id } лишиться як є.
reach-people =
    { $count ->
        [one] { $count } читач
        [few] { $count } читачі
       *[many] { $count } читачів
    }
reach-chats =
    { $count ->
        [one] { $count } група чи канал
        [few] { $count } групи й канали
       *[many] { $count } груп і каналів
    }
reach-nobody = ніхто
reach-unsent = поки що ніхто, її ще не надіслано
correct-ask = Виправити в усіх, хто отримав? Новий текст повністю — вище.
correct-ask-text = № { $id }. Надішліть новий текст у відповідь на це повідомлення. Перед виправленням я покажу, що вийде.
retract-ask = Видалити в усіх, хто отримав? Повернути буде неможливо.
retract-ask-late = Минуло понад 48 годин, і видаляти Telegram уже не дає: замість новини з’явиться позначка, що редакція її відкликала. Відкликати?
retract-ask-unsent = Відкликати, доки вона не вийшла? Її не отримає ніхто.
button-correct = Виправити
button-retract = Відкликати
button-retract-surely = Так, відкликати
label-preview = Перегляд
label-preview-about = Це перегляд: його бачать лише редактори.
label-test = Тест: лише у вас
label-test-about = Це тест: його отримали лише ви.
label-own = Ваша копія: новина вийшла
label-own-about = Новина вийшла: це ваша копія. Читачі бачать її без цієї кнопки.
broadcast-unknown = Новини № { $id } немає, або її вже скасовано чи відкликано.
correcting-running = № { $id }. Виправляю: готово { $sent }{ $failures }, лишилося { $left }.
correcting-report = № { $id }. Виправлено: { $sent }{ $failures }.
retracting-running = № { $id }. Відкликаю: готово { $sent }{ $failures }, лишилося { $left }.
retracting-report = № { $id }. Відкликано: { $sent }{ $failures }.
retracting-unreached = Так і не отримали: { $count }.
retraction-notice = Редакція відкликала цю новину.
retracting-noticed =
    { $count ->
        [one] У { $count } читача Telegram видалити вже не дав (минуло понад 48 годин): там стоїть позначка.
       *[other] У { $count } читачів Telegram видалити вже не дав (минуло понад 48 годин): там стоїть позначка.
    }

## Approval by another editor

approve-send = { $name } просить надіслати № { $id }: новина вище. Схвалюєте?
approve-schedule = { $name } просить надіслати № { $id } { $moment }: новина вище. Схвалюєте?
approve-correct = { $name } просить виправити № { $id }: новий текст вище. Схвалюєте?
approve-retract = { $name } просить відкликати № { $id }: новина вище. Схвалюєте?
button-approve = Схвалити
button-reject = Відхилити
button-override = Без схвалення
approval-waits =
    { $count ->
        [one] № { $id } чекає на схвалення: потрібен ще { $count } редактор.
        [few] № { $id } чекає на схвалення: потрібні ще { $count } редактори.
       *[many] № { $id } чекає на схвалення: потрібно ще { $count } редакторів.
    }
approval-nobody = Редакторів, які мають право схвалити, зараз не вистачає. Власник може додати їх у /editors або обійтися без схвалення.
approval-done = № { $id }: схвалено.
approval-refused = № { $id }: відхилено.
approval-given = № { $id }: { $name } схвалює.
approval-rejected = № { $id }: { $name } відхиляє. Нічого не зроблено.
approval-outdated = № { $id } змінилася після вашого запиту, і { $name } не може його схвалити. Нічого не зроблено: попросіть знову.
approval-expired = № { $id } уже не актуальна: строк вийшов раніше, ніж ухвалили рішення. Нічого не зроблено. Якщо це ще новина, надішліть її знову з чернетки.
button-to-draft = До чернетки
approval-void = № { $id } змінилася після запиту, або той, хто просив, уже не має права. Нічого не зроблено: нехай попросять знову.
approval-own = Своє не схвалюють: потрібен інший редактор.
approval-over = Тут уже все вирішено.
breaking-unapproved =
    № { $id } не вийшла вчасно: її не схвалили. Вона вийде, щойно схвалять, якщо ще буде актуальною.
    «{ $text }»
