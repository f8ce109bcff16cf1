## Access

editors-only = Это для редакторов, а вас в редакции нет.
not-allowed = На это у вас нет прав.
role-too-low = Для этого нужна роль «{ $needed }», а у вас — «{ $role }».

## The editors and their roles

role-author = автор
role-editor = редактор
role-owner = владелец
editors-title = Редакция
editors-fixed = { $id } — владелец, задан в настройках
editors-line = { $name } — { $role }
editors-hint =
    Автор готовит черновики и добавляет статьи. Редактор ещё и отправляет, исправляет и отзывает, ведёт источники и темы. Владелец вдобавок решает, кто в редакции.
    Чтобы добавить человека, выберите его роль:
editor-card = Роль: { $role }. Приглашение принято { $moment }.
editor-card-hint = Другая роль действует сразу.
editor-remove-ask = Убрать из редакции: { $name }? Команды и кнопки редакции перестанут действовать сразу.
button-remove-editor = Да, убрать
editor-removed = Убрано из редакции: { $name }.
editor-gone = Этого человека в редакции уже нет.
editors-last-owner = Это последний владелец: без него составом редакции некому было бы управлять.
editors-fixed-owner = Этот владелец задан в настройках сервиса (ADMIN_IDS), изменить его можно только там.
invite-link = Приглашение в редакцию, роль: { $role }. Перешлите ссылку тому, кого добавляете. Она сработает один раз: кто откроет её первым, войдёт в редакцию. Истекает { $moment }.
joined = Вы в редакции, ваша роль: { $role }. Команды — в /help
join-known = Вы уже в редакции, ваша роль: { $role }.
join-unused = Приглашение не использовано, его можно передать другому.
join-dead = Это приглашение уже использовано или устарело. Попросите новое у владельца редакции.
join-subscribe = Новостей вам бот пока не присылает. Подписаться: /start
role-changed = Теперь ваша роль в редакции: { $role }. Команды — в /help
role-removed = Вы больше не в редакции: её команды и кнопки вам недоступны.

## Adding an article

add-usage = Напишите новость после /add, ответьте этой командой на сообщение, пришлите фото с подписью, которая начинается с /add, или файл .txt или .jsonl.
add-filed = В архиве: «{ $title }», № { $id }.
add-known = Эта новость уже есть: «{ $title }», № { $id }.
add-taken = Принято: { $added }. Уже были: { $known }.
add-expiring = Старше срока хранения, удалю ближайшей ночью: { $count }.
add-more = и ещё { $count }: их найдёт поиск.
add-refused-row = строка { $row }: { $reason }
own-source = Редакция

## Editing and removing an article

button-edit = Изменить
button-edit-title = Заголовок
button-edit-text = Текст
button-remove = Убрать
button-remove-surely = Да, убрать
button-to-article = К статье
edit-usage = Напишите номер статьи: /edit 12 — и я спрошу, что изменить. Сразу новый текст: /edit 12 Текст. Номер есть в ответе на /add и в карточке статьи: её открывает кнопка «Изменить».
edit-unknown = Статьи № { $id } в архиве нет.
edit-by-editors = Изменено редакцией: { $parts }
edit-part-title = заголовок
edit-part-text = текст
edit-part-topics = темы
edit-ask-title = № { $id }. Напишите новый заголовок. Сейчас он такой:
edit-ask-text = № { $id }. Пришлите новый текст целиком; длинный — файлом .txt в ответ на это сообщение. Сейчас он такой:
edit-ask-topics = № { $id }. О чём «{ $title }»? Отметьте темы: текст их больше не изменит.
edit-words-only = Нужен текст: ответьте сообщением или файлом .txt.
edit-title-long =
    { $count ->
        [one] Для заголовка это длинно: { $count } знак, помещается { $most }. Если это новый текст, нажмите «Текст» и пришлите его снова.
        [few] Для заголовка это длинно: { $count } знака, помещается { $most }. Если это новый текст, нажмите «Текст» и пришлите его снова.
       *[many] Для заголовка это длинно: { $count } знаков, помещается { $most }. Если это новый текст, нажмите «Текст» и пришлите его снова.
    }
edit-hint = Новый заголовок можно написать прямо сейчас, следующим сообщением.
edit-saved = Исправлено. Что уже отправлено, осталось прежним.
edit-former-title = Прежний заголовок: «{ $title }»
error-same-article = Так уже написано в другой статье архива.
error-article-changed = Статью № { $id } тем временем изменил кто-то другой. Ничего не сохранено: посмотрите её ещё раз (/edit { $id }) и повторите правку.
error-article-withdrawn = Эту статью редакция убрала из архива.
remove-usage = Напишите номер статьи: /remove 12
remove-ask = Убрать № { $id } «{ $title }» из архива? Статья пропадёт из поиска и из следующих сводок, и источник её не вернёт.
remove-done = № { $id } «{ $title }»: убрано из архива. Вернуть можно через /add.
remove-was-pushed = Эта статья выходила срочной новостью № { $id }. Отозвать у читателей: /retract { $id }

## Custom topics

own-topics-title = Свои темы
own-topics-hint =
    Добавить или изменить: /topic add 🛸 Дроны / Дрони / Drones: дрон, беспилотник, бпла, copter*
    Слово в обычной форме найдёт все формы, звёздочка — любое окончание. Названия на других языках необязательны.
    Дополнить готовую тему: /topic add Спорт: падел, -арена
    Убрать: /topic remove Дроны
topic-added = Тема «{ $topic }» добавлена. Её получат статьи, начиная со следующей, а читатели найдут её в /topics.
topic-changed = Тема «{ $topic }» изменена. Новые слова действуют со следующей статьи.
topic-words-changed = Слова темы «{ $topic }» изменены. Они действуют со следующей статьи.
topic-removed = «{ $name }»: убрано, и из выбора читателей тоже.
topic-none-of-ours = В теме «{ $name }» нет ничего своего.

## The desk

desk-title = С чего начнутся следующие сводки
desk-hidden = Скрыто
desk-hint = Номер открывает сюжет: его можно закрепить, скрыть, отделить от него статью, объединить с другим или отправить срочно.
desk-empty = За последние сутки новостей нет. Источники: /sources. Своя статья: /add
desk-reports =
    { $count ->
        [one] { $count } статья
        [few] { $count } статьи
       *[many] { $count } статей
    }
desk-until-pin = Первым в сводках. Открепится { $moment }
desk-until-hide = Не попадает в сводки. Вернётся { $moment }
button-pin = Закрепить первым
button-hide = Скрыть
button-undo-pin = Открепить
button-undo-hide = Снова показывать
button-split = Отделить статью
button-join = Объединить
button-to-desk = К списку сюжетов
desk-ask-split = Какая статья о другом событии? Она станет отдельным сюжетом.
desk-split = Готово: теперь это отдельный сюжет.
desk-ask-join = Какой сюжет о том же, что «{ $title }»?
desk-join-hint = Все его статьи перейдут сюда. Вернуть их можно, только отделяя по одной.
desk-joined = Готово: теперь это один сюжет.
desk-nothing-to-join = Других сюжетов сейчас нет.
desk-changed = Сюжет успел измениться. Откройте /desk заново.

## The audit log

log-title = Журнал редакции
log-empty = Здесь пока ничего нет.
log-usage = Весь журнал — /log, об одной новости — /log 12
log-service = автоматически
log-terminal = { $name } в терминале
log-api = { $name } через API
act-drafted = черновик
act-tested = тест
act-confirmed = отправлено
act-scheduled = назначено время
act-cancelled = отменено
act-started = отправлено по расписанию
act-missed = не отправлено вовремя
act-held = ждёт решения: назначивший больше не редактор
act-paused = приостановлено
act-halted = приостановлено: ничего не доходит
act-resumed = продолжено
act-stopped = остановлено
act-corrected = исправлено
act-retracted = отозвано
act-source-added = добавлен источник
act-source-changed = источник изменён
act-source-paused = источник приостановлен
act-source-resumed = источник снова читается
act-source-removed = источник убран
act-topic-added = добавлена тема
act-topic-changed = тема изменена
act-topic-removed = тема убрана
act-article-added = статья добавлена
act-article-edited = статья изменена
act-article-removed = статья убрана
act-crowded = слишком много сводок на один час
act-story-pinned = сюжет закреплён
act-story-hidden = сюжет скрыт
act-story-released = сюжет больше не закреплён и не скрыт
act-story-split = статья отделена от сюжета
act-stories-joined = сюжеты объединены
act-token-added = токен API добавлен
act-token-removed = токен API отозван
act-editor-invited = приглашение в редакцию
act-editor-added = новый человек в редакции
act-editor-changed = другая роль
act-editor-removed = убрано из редакции
act-submitted = предложено к отправке
act-approval-asked = запрошено одобрение
act-approved = одобрено
act-rejected = отклонено
act-approval-void = одобрение больше не действует
act-overridden = ‼️ сделано без одобрения
proposed-send = отправка
proposed-schedule = отправка в назначенное время
proposed-correct = исправление
proposed-retract = отзыв
source-part-title = название
source-part-language = язык
source-part-headers = заголовки запроса
source-part-topics = темы

## Statistics

stats-title =
    { $days ->
        [one] Статистика за { $days } день
        [few] Статистика за { $days } дня
       *[many] Статистика за { $days } дней
    }
stats-readers = Читатели
stats-deliveries = Доставка
stats-sent = доставлено
stats-failed = не доставлено
stats-reading = Чтение
stats-opened = открыто статей
stats-searched = поиски
stats-new-articles = Новые статьи
stats-line-subscribers = Читатели: { $active }, на паузе { $paused }, недоступно { $gone }. Пришло { $joined }, ушло { $left }.
stats-line-deliveries = Доставка: дошло { $sent }, не дошло { $failed }, ждёт { $waiting }.
stats-line-reading = Чтение: открыто статей { $opened }, поисков { $searched }, из них без результата { $zero_results }.
stats-line-sources = Источники: { $sources }, из них не читается { $failing }. Новых статей { $added }; в архиве статей { $articles }, сюжетов { $stories }.
stats-compared = По сравнению с таким же предыдущим периодом:
stats-change-joined = пришло { $sign }{ $count }
stats-change-left = ушло { $sign }{ $count }
stats-change-sent = доставлено { $sign }{ $count }
stats-change-failed = не доставлено { $sign }{ $count }
stats-change-opened = открыто статей { $sign }{ $count }
stats-change-searched = поисков { $sign }{ $count }
stats-change-added = новых статей { $sign }{ $count }
stats-zero-result-title =
    { $days ->
        [one] Искали и не нашли за { $days } день
        [few] Искали и не нашли за { $days } дня
       *[many] Искали и не нашли за { $days } дней
    }
stats-zero-result-line =
    { $count ->
        [one] { $query }: { $count } читатель
        [few] { $query }: { $count } читателя
       *[many] { $query }: { $count } читателей
    }
stats-zero-result-none = Ничего такого, о чём спросили хотя бы двое.
stats-zero-result-why = Запросы одного читателя не показываются.
button-days =
    { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    }
button-zero-results = Искали и не нашли

## Crowded digest times

crowd-title = Слишком много сводок на один час
crowd-line =
    Сводку { $moment } { $count ->
        [one] ждёт { $count } читатель
        [few] ждут { $count } читателя
       *[many] ждут { $count } читателей
    }. Рассылка займёт { $duration } и начнётся { $earliest }.
crowd-paid = С платной отправкой (PAID_DIGESTS=true, PAID_SEND_RATE={ $rate }) — { $duration } и до { $stars } ⭐ в день.
crowd-hint = Никто не останется без сводки, но часть читателей получит её намного раньше выбранного часа. В настройках бот говорит им об этом и предлагает время посвободнее.
