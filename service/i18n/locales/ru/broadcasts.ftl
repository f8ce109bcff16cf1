## What can be sent

breaking-usage =
    Что отправить? Любым из способов:
    /breaking Текст новости — с любым оформлением
    фото или видео с подписью, которая начинается с /breaking
    /breaking в ответ на сообщение
    /breaking 123 — статья из архива; или кнопка «Срочно» под ней
    просто перешлите сюда пост
breaking-nothing = В этом сообщении нечего отправлять: нужен текст, фото или видео.
breaking-no-article = Статьи { $id } нет. Если это и есть новость, добавьте к числу слово.
breaking-refused = Telegram не принимает такое сообщение: { $reason }
breaking-too-long = Слишком длинно: Telegram принимает здесь { $most } знаков, уберите { $over }.
button-breaking = Срочно

## The preview: audience, sound, time and how long it is valid

breaking-preview =
    { $count ->
        [one] № { $id }. Так это увидит { $count } читатель. Отправить?
        [few] № { $id }. Так это увидят { $count } читателя. Отправить?
       *[many] № { $id }. Так это увидят { $count } читателей. Отправить?
    }
breaking-suggested = Срочную новость предлагает { $name }. Она выше.
breaking-nobody = № { $id }. Сейчас срочные новости не получает никто: отправлять некому.
breaking-cancelled = № { $id }. Отменено, никто ничего не получил.
breaking-already = С № { $id } уже всё решено.
breaking-takes = Время отправки — примерно { $duration }
breaking-stars = не дороже { $stars } ★
breaking-ttl = Актуальна { $duration }: кто не получит её за это время, уже не получит.
breaking-tested = Тест отправлен: он ниже.
breaking-submitted = № { $id } показана редакторам: решат они. Если измените черновик, предложите его ещё раз.
breaking-submitted-by = Черновик предлагает { $name }: он выше.
button-submit = Предложить
button-audience = Кому
button-loud = Со звуком
button-silent = Без звука
button-later = Позже
button-other-time = Другое время
button-ttl = Актуальна: { $duration }
button-test = Тест: только мне
audience-everyone = Всем, кто хочет срочных новостей
audience-topics = Тем, кто читает: { $topics }
audience-language = Язык читателя: { $language }
audience-any-language = Любой язык
audience-ask = № { $id }. Кому отправить? Отметьте язык или темы. Кто не выбирал тем, читает главное обо всём и тоже получит.
audience-count =
    { $count ->
        [one] Сейчас это { $count } читатель.
        [few] Сейчас это { $count } читателя.
       *[many] Сейчас это { $count } читателей.
    }
later-ask = № { $id }. Когда отправить? Выберите или напишите: «18:30», «завтра в 9», «через 2 часа», «25 июля 8:00». Часовой пояс: { $zone }.
later-unclear = Не понял, когда. Напишите, например: «18:30», «завтра в 9», «через 2 часа». Передумали откладывать — нажмите «Назад» под вопросом.
later-past = Это время уже прошло.
later-far =
    { $days ->
        [one] Дальше чем на { $days } день не откладываю.
        [few] Дальше чем на { $days } дня не откладываю.
       *[many] Дальше чем на { $days } дней не откладываю.
    }
breaking-scheduled =
    { $count ->
        [one] № { $id }. Выйдет { $moment }. Сейчас её получил бы { $count } читатель.
        [few] № { $id }. Выйдет { $moment }. Сейчас её получили бы { $count } читателя.
       *[many] № { $id }. Выйдет { $moment }. Сейчас её получили бы { $count } читателей.
    }
breaking-held =
    № { $id } ждёт вашего решения: время выхода ({ $moment }) наступило, но тот, кто назначил рассылку, больше не редактор. Отправить?
    «{ $text }»
breaking-missed =
    № { $id } не вышла: в назначенный час ({ $moment }) и всё время, пока она была актуальна ({ $duration }), сервис не работал. Отправить сейчас?
    «{ $text }»

## Progress and report

delivery-rejected-broadcast = № { $id }. Telegram не принимает это сообщение: { $reason }
delivery-rejected = Telegram не принял одно из сообщений (№ { $payload } в журнале): { $reason }
breaking-running = № { $id }. Отправляю: доставлено { $sent }, не доставлено { $failed }, осталось { $left }.
breaking-report = № { $id }. Готово: доставлено { $sent }, не доставлено { $failed }.
breaking-paused = № { $id }. На паузе: доставлено { $sent }, не доставлено { $failed }, осталось { $left }.
breaking-auto-paused = № { $id }. Я поставил отправку на паузу: пока ничего не доходит. Доставлено { $sent }, не доставлено { $failed }, осталось { $left }. Продолжить или остановить?
breaking-stopped = № { $id }. Остановлено: доставлено { $sent }, не доставлено { $failed }.
button-pause = Пауза
button-resume = Продолжить
button-halt = Остановить
progress-pace = { $rate } в секунду, до конца примерно { $duration }
progress-held =
    { $count ->
        [one] { $count } читатель просил не будить: получит утром.
        [few] { $count } читателя просили не будить: получат утром.
       *[many] { $count } читателей просили не будить: получат утром.
    }
failure-line = { $reason }: { $count }
failure-blocked = заблокировали бота
failure-deactivated = удалили свой аккаунт
failure-kicked = бота убрали из чата или лишили прав
failure-no-chat = чат недоступен
failure-no-message = сообщение уже удалено
failure-late = не успело дойти, пока было актуально
failure-stopped = отправка остановлена
failure-retracted = новость отозвана раньше
failure-superseded = заменено более новым
failure-other = другая причина, она в журнале сервиса

## Corrections and retractions

correct-usage = Напишите номер и новый текст: /correct 12 Текст новости
retract-usage = Напишите номер: /retract 12
broadcast-unknown = Новости № { $id } нет, она ещё не отправлена или уже отозвана.
correcting-begins = № { $id }. Исправляю.
correcting-running = № { $id }. Исправляю: готово { $sent }, не получилось { $failed }, осталось { $left }.
correcting-report = № { $id }. Исправлено: { $sent }, не получилось { $failed }.
retracting-begins = № { $id }. Отзываю.
retracting-running = № { $id }. Отзываю: готово { $sent }, не получилось { $failed }, осталось { $left }.
retracting-report = № { $id }. Отозвано: { $sent }, не получилось { $failed }.
retraction-notice = Редакция отозвала эту новость.
retracting-begins-late = № { $id }. Отзываю. Прошло больше 48 часов, и удалять Telegram уже не даёт: вместо новости встанет пометка.
retracting-noticed =
    { $count ->
        [one] У { $count } читателя Telegram удалить уже не дал (прошло больше 48 часов): там стоит пометка.
       *[other] У { $count } читателей Telegram удалить уже не дал (прошло больше 48 часов): там стоит пометка.
    }
