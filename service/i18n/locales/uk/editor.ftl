editors-only = Це для редакторів.
breaking-preview =
    { $count ->
        [one] № { $id }. Так це побачить { $count } читач. Надіслати?
        [few] № { $id }. Так це побачать { $count } читачі. Надіслати?
       *[many] № { $id }. Так це побачать { $count } читачів. Надіслати?
    }
breaking-nobody = № { $id }. Зараз термінові новини не отримує ніхто: надсилати нікому.
breaking-cancelled = № { $id }. Скасовано, ніхто нічого не отримав.
breaking-already = Щодо № { $id } вже все вирішено.
breaking-running = № { $id }. Надсилаю: доставлено { $sent }, не доставлено { $failed }, лишилося { $left }.
breaking-report = № { $id }. Готово: доставлено { $sent }, не доставлено { $failed }.
correct-usage = Напишіть номер і новий текст: /correct 12 Текст новини
retract-usage = Напишіть номер: /retract 12
broadcast-unknown = Новини № { $id } немає, її ще не надіслано або вже відкликано.
correcting-begins = № { $id }. Виправляю.
correcting-running = № { $id }. Виправляю: готово { $sent }, не вдалося { $failed }, лишилося { $left }.
correcting-report = № { $id }. Виправлено: { $sent }, не вдалося { $failed }.
retracting-begins = № { $id }. Відкликаю.
retracting-running = № { $id }. Відкликаю: готово { $sent }, не вдалося { $failed }, лишилося { $left }.
retracting-report = № { $id }. Відкликано: { $sent }, не вдалося { $failed }.
retraction-notice = Редакція відкликала цю новину.
own-topics-title = Власні теми
own-topics-hint =
    Додати чи змінити: /topic add 🛸 Дроны / Дрони / Drones: дрон, безпілотник, бпла, copter*
    Слово у звичайній формі знайде всі форми, зірочка — будь-яке закінчення. Назви іншими мовами необов’язкові.
    Доповнити готову тему: /topic add Спорт: падел, -арена
    Прибрати: /topic remove Дрони
topic-added = Тему «{ $topic }» додано. Її отримають статті, починаючи з наступної, а читачі знайдуть її в /topics.
topic-changed = Тему «{ $topic }» змінено. Нові слова діють з наступної статті.
topic-mended = Слова теми «{ $topic }» змінено. Вони діють з наступної статті.
topic-removed = «{ $name }»: прибрано, і з вибору читачів теж.
topic-none-of-ours = У темі «{ $name }» немає нічого власного.
# Breaking news: what can be pushed
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
breaking-too-long = Задовго: Telegram приймає тут { $most } знаків, приберіть { $over }.

# The question under a preview
breaking-takes = Час надсилання — приблизно { $duration }
breaking-stars = не дорожче ніж { $stars } ★
breaking-valid = Строк придатності: { $duration }. Кому не дійде за цей час, не прийде зовсім.
breaking-tested = Надіслав вам пробу.
button-breaking = Терміново
button-audience = Кому
button-loud = Зі звуком
button-silent = Без звуку
button-later = Пізніше
button-other-time = Інший час
button-valid = Придатна: { $duration }
button-test = Проба: лише мені
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
    № { $id } не вийшла: у призначену годину ({ $moment }) і весь її строк придатності ({ $duration }) сервіс не працював. Надіслати зараз?
    «{ $text }»

# While it runs, and after
breaking-paused = № { $id }. На паузі: доставлено { $sent }, не доставлено { $failed }, лишилося { $left }.
breaking-halted = № { $id }. Я поставив надсилання на паузу: поки що нічого не доходить. Доставлено { $sent }, не доставлено { $failed }, лишилося { $left }. Продовжити чи зупинити?
breaking-stopped = № { $id }. Зупинено: доставлено { $sent }, не доставлено { $failed }.
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
failure-late = не встигло дійти за строк придатності
failure-stopped = надсилання зупинено
failure-retracted = новину відкликано раніше
failure-superseded = замінено новішим
failure-other = інша причина, вона в журналі сервісу
retracting-begins-late = № { $id }. Відкликаю. Минуло понад 48 годин, і видаляти Telegram уже не дає: замість новини стане позначка.
retracting-noticed =
    { $count ->
        [one] У { $count } читача Telegram видалити вже не дав (минуло понад 48 годин): там стоїть позначка.
       *[other] У { $count } читачів Telegram видалити вже не дав (минуло понад 48 годин): там стоїть позначка.
    }

# The audit log
log-title = Журнал редакції
log-empty = Тут поки що нічого немає.
log-usage = Увесь журнал — /log, про одну новину — /log 12
log-service = сама служба
log-terminal = { $name } у терміналі
act-drafted = чернетка
act-tested = проба собі
act-confirmed = надсилання
act-scheduled = призначено час
act-cancelled = скасування
act-started = вийшла за розкладом
act-missed = не вийшла вчасно
act-held = чекає на рішення: хто призначив, уже не редактор
act-paused = пауза
act-halted = пауза: нічого не доходить
act-resumed = продовження
act-stopped = зупинка
act-corrected = виправлення
act-retracted = відкликання
act-source-added = нове джерело
act-source-removed = джерело прибрано
act-article-added = новина до архіву
act-article-edited = виправлення статті
act-article-removed = статтю прибрано

add-usage = Напишіть новину після /add, дайте відповідь цією командою на повідомлення або надішліть файл .txt чи .jsonl.
add-filed = В архіві: «{ $title }», № { $id }. Надіслати терміново: /breaking { $id }
add-known = Ця новина вже є: «{ $title }», № { $id }.
add-taken = Прийнято: { $added }. Вже були: { $known }.
own-source = Редакція
