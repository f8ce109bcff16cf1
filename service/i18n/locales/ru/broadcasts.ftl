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
breaking-nobody = № { $id }. Сейчас срочные новости не получает никто: отправлять некому.
breaking-cancelled = № { $id }. Отменено, никто ничего не получил.
breaking-already = С № { $id } уже всё решено.
breaking-takes = Время отправки — примерно { $duration }
breaking-stars = не дороже { $stars } ★
breaking-ttl = Актуальна { $duration }: кто не получит её за это время, уже не получит.
breaking-tested = Тест отправлен: он ниже.
breaking-submitted = № { $id } показана редакторам: решат они. Если измените черновик, предложите его ещё раз.
breaking-submitted-before = Редакторы уже видят № { $id } и решат сами. Чтобы предложить снова, сначала измените черновик.
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
breaking-running = № { $id }. Отправляю: доставлено { $sent }{ $failures }, осталось { $left }.
breaking-report = № { $id }. Готово: доставлено { $sent }{ $failures }.
breaking-paused = № { $id }. На паузе: доставлено { $sent }{ $failures }, осталось { $left }.
breaking-auto-paused = № { $id }. Я поставил отправку на паузу: пока ничего не доходит. Доставлено { $sent }{ $failures }, осталось { $left }. Продолжить или остановить?
breaking-stopped = № { $id }. Остановлено: доставлено { $sent }{ $failures }.
report-undelivered = , не доставлено { $count }
report-failed = , не получилось { $count }
report-reach = Дошло: { $reach }.
report-duration = Заняло { $duration }.
report-opened = Открыли: { $count }.
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
correct-text-only = Исправить можно только текст: фото или видео у читателей останутся прежними. Пришлите новый текст без вложения.
correct-same = № { $id } уже выглядит именно так: исправлять нечего.
retract-usage = Напишите номер: /retract 12
amend-about = № { $id }. Кто получил: { $reach }.
amend-changed = № { $id } изменилась, пока вы решали. Ничего не сделано, посмотрите ещё раз.
amend-reach = Кто получил: { $reach }.
amend-before = Было:
amend-after = Станет:
amend-cancelled = Отменено, ничего не изменилось.
amend-dropped = № { $id } останется как есть.
reach-people =
    { $count ->
        [one] { $count } читатель
        [few] { $count } читателя
       *[many] { $count } читателей
    }
reach-chats =
    { $count ->
        [one] { $count } группа или канал
        [few] { $count } группы или канала
       *[many] { $count } групп и каналов
    }
reach-nobody = никто
reach-unsent = пока никто, она ещё не отправлена
correct-ask = Исправить у всех, кто получил? Новый текст целиком — выше.
correct-ask-text = № { $id }. Ответьте на это сообщение новым текстом. Перед исправлением я покажу, что получится.
retract-ask = Удалить у всех, кто получил? Вернуть будет нельзя.
retract-ask-late = Прошло больше 48 часов, и удалять Telegram уже не даёт: вместо новости встанет пометка, что редакция её отозвала. Отозвать?
retract-ask-unsent = Отозвать, пока она не вышла? Её не получит никто.
button-correct = Исправить
button-retract = Отозвать
button-retract-surely = Да, отозвать
label-preview = Предпросмотр
label-preview-about = Это предпросмотр: его видят только редакторы.
label-test = Тест: только у вас
label-test-about = Это тест: его получили только вы.
label-own = Ваша копия: новость вышла
label-own-about = Новость вышла: это ваша копия. Читатели видят её без этой кнопки.
broadcast-unknown = Новости № { $id } нет, или она уже отменена либо отозвана.
correcting-running = № { $id }. Исправляю: готово { $sent }{ $failures }, осталось { $left }.
correcting-report = № { $id }. Исправлено: { $sent }{ $failures }.
retracting-running = № { $id }. Отзываю: готово { $sent }{ $failures }, осталось { $left }.
retracting-report = № { $id }. Отозвано: { $sent }{ $failures }.
retracting-unreached = Так и не получили: { $count }.
retraction-notice = Редакция отозвала эту новость.
retracting-noticed =
    { $count ->
        [one] У { $count } читателя Telegram удалить уже не дал (прошло больше 48 часов): там стоит пометка.
       *[other] У { $count } читателей Telegram удалить уже не дал (прошло больше 48 часов): там стоит пометка.
    }

## Approval by another editor

approve-send = { $name } просит отправить № { $id }: новость выше. Одобряете?
approve-schedule = { $name } просит отправить № { $id } { $moment }: новость выше. Одобряете?
approve-correct = { $name } просит исправить № { $id }: новый текст выше. Одобряете?
approve-retract = { $name } просит отозвать № { $id }: новость выше. Одобряете?
button-approve = Одобрить
button-reject = Отклонить
button-override = Без одобрения
approval-waits =
    { $count ->
        [one] № { $id } ждёт одобрения: нужен ещё { $count } редактор.
        [few] № { $id } ждёт одобрения: нужны ещё { $count } редактора.
       *[many] № { $id } ждёт одобрения: нужно ещё { $count } редакторов.
    }
approval-nobody = Редакторов, которые вправе одобрить, сейчас не хватает. Владелец может добавить их в /editors или обойтись без одобрения.
approval-done = № { $id }: одобрено.
approval-refused = № { $id }: отклонено.
approval-given = № { $id }: { $name } одобряет.
approval-rejected = № { $id }: { $name } отклоняет. Ничего не сделано.
approval-outdated = № { $id } изменилась после вашего запроса, и { $name } не может его одобрить. Ничего не сделано: попросите снова.
approval-expired = № { $id } больше не актуальна: срок вышел раньше решения. Ничего не сделано. Если это ещё новость, отправьте её заново из черновика.
button-to-draft = К черновику
approval-void = № { $id } изменилась после запроса, или тот, кто просил, больше не вправе. Ничего не сделано: пусть попросят снова.
approval-own = Своё не одобряют: нужен другой редактор.
approval-over = Здесь уже всё решено.
breaking-unapproved =
    № { $id } не вышла вовремя: её не одобрили. Она выйдет, как только одобрят, если ещё будет актуальна.
    «{ $text }»
