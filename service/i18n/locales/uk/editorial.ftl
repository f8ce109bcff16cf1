## Access

editors-only = Це для редакторів, а вас у редакції немає.
not-allowed = У вас немає на це прав.
role-too-low = Для цього потрібна роль «{ $needed }», а у вас — «{ $role }».

## The editors and their roles

role-author = автор
role-editor = редактор
role-owner = власник
editors-title = Редакція
editors-fixed = { $id } — власник, вказаний у налаштуваннях
editors-line = { $name } — { $role }
editors-hint =
    Автор готує чернетки й додає статті. Редактор ще й надсилає, виправляє та відкликає, веде джерела й теми. Власник до того ж вирішує, хто в редакції.
    Щоб додати людину, оберіть її роль:
editor-card = Роль: { $role }. Запрошення прийнято { $moment }.
editor-card-hint = Інша роль діє одразу.
editor-remove-ask = Прибрати з редакції: { $name }? Команди й кнопки редакції перестануть діяти одразу.
button-remove-editor = Так, прибрати
editor-removed = Прибрано з редакції: { $name }.
editor-gone = Цієї людини в редакції вже немає.
editors-last-owner = Це останній власник: без нього складом редакції не було б кому керувати.
editors-fixed-owner = Цього власника вказано в налаштуваннях сервісу (ADMIN_IDS), змінити його можна лише там.
invite-link = Запрошення до редакції, роль: { $role }. Перешліть посилання тому, кого додаєте. Воно спрацює один раз: хто відкриє його першим, увійде до редакції. Спливає { $moment }.
joined = Ви в редакції, ваша роль: { $role }. Команди — в /help
join-known = Ви вже в редакції, ваша роль: { $role }.
join-unused = Запрошення не використано, його можна передати іншому.
join-dead = Це запрошення вже використано або воно застаріло. Попросіть нове у власника редакції.
join-subscribe = Новин вам бот поки що не надсилає. Підписатися: /start
role-changed = Тепер ваша роль у редакції: { $role }. Команди — в /help
role-removed = Ви більше не в редакції: її команди й кнопки вам недоступні.

## Adding an article

add-usage = Напишіть новину після /add, надішліть цю команду у відповідь на повідомлення, фото з підписом, що починається з /add, або файл .txt чи .jsonl.
add-filed = В архіві: «{ $title }», № { $id }.
add-known = Ця новина вже є: «{ $title }», № { $id }.
add-taken = Прийнято: { $added }. Вже були: { $known }.
add-expiring = Старіші за строк зберігання, видалю найближчої ночі: { $count }.
add-more = і ще { $count }: їх знайде пошук.
add-refused-row = рядок { $row }: { $reason }
own-source = Редакція

## Editing and removing an article

button-edit = Змінити
button-edit-title = Заголовок
button-edit-text = Текст
button-remove = Прибрати
button-remove-surely = Так, прибрати
button-to-article = До статті
edit-usage = Напишіть номер статті: /edit 12 — і я спитаю, що змінити. Одразу новий текст: /edit 12 Текст. Номер є у відповіді на /add і в картці статті: її відкриває кнопка «Змінити».
edit-unknown = Статті № { $id } в архіві немає.
edit-by-editors = Змінено редакцією: { $parts }
edit-part-title = заголовок
edit-part-text = текст
edit-part-topics = теми
edit-ask-title = № { $id }. Напишіть новий заголовок. Зараз він такий:
edit-ask-text = № { $id }. Надішліть увесь новий текст; довгий — файлом .txt у відповідь на це повідомлення. Зараз він такий:
edit-ask-topics = № { $id }. Про що «{ $title }»? Позначте теми: текст їх більше не змінить.
edit-words-only = Потрібен текст: надішліть його повідомленням або файлом .txt.
edit-title-long =
    { $count ->
        [one] Для заголовка це задовго: { $count } знак, вміщується { $most }. Якщо це новий текст, натисніть «Текст» і надішліть його ще раз.
        [few] Для заголовка це задовго: { $count } знаки, вміщується { $most }. Якщо це новий текст, натисніть «Текст» і надішліть його ще раз.
       *[many] Для заголовка це задовго: { $count } знаків, вміщується { $most }. Якщо це новий текст, натисніть «Текст» і надішліть його ще раз.
    }
edit-hint = Новий заголовок можна написати просто зараз, наступним повідомленням.
edit-saved = Виправлено. Що вже надіслано, лишилося, як було.
edit-former-title = Попередній заголовок: «{ $title }»
error-same-article = Так уже написано в іншій статті архіву.
error-article-changed = Статтю № { $id } тим часом змінив хтось інший. Нічого не збережено: перегляньте її ще раз (/edit { $id }) і повторіть правку.
error-article-withdrawn = Цю статтю редакція прибрала з архіву.
remove-usage = Напишіть номер статті: /remove 12
remove-ask = Прибрати № { $id } «{ $title }» з архіву? Стаття зникне з пошуку та з наступних зведень, і джерело її не поверне.
remove-done = № { $id } «{ $title }»: прибрано з архіву. Повернути можна через /add.
remove-was-pushed = Ця стаття виходила терміновою новиною № { $id }. Відкликати в читачів: /retract { $id }

## Custom topics

own-topics-title = Власні теми
own-topics-hint =
    Додати чи змінити: /topic add 🛸 Дроны / Дрони / Drones: дрон, безпілотник, бпла, copter*
    Слово у звичайній формі знайде всі форми, зірочка — будь-яке закінчення. Назви іншими мовами необов’язкові.
    Доповнити готову тему: /topic add Спорт: падел, -арена
    Прибрати: /topic remove Дрони
topic-added = Тему «{ $topic }» додано. Її отримають статті, починаючи з наступної, а читачі знайдуть її в /topics.
topic-changed = Тему «{ $topic }» змінено. Нові слова діють з наступної статті.
topic-words-changed = Слова теми «{ $topic }» змінено. Вони діють з наступної статті.
topic-removed = «{ $name }»: прибрано, і з вибору читачів теж.
topic-none-of-ours = У темі «{ $name }» немає нічого власного.

## The desk

desk-title = З чого почнуться наступні зведення
desk-hidden = Приховано
desk-hint = Номер відкриває сюжет: його можна закріпити, приховати, відокремити від нього статтю, об’єднати з іншим або надіслати терміново.
desk-empty = За останню добу новин немає. Джерела: /sources. Власна стаття: /add
desk-reports =
    { $count ->
        [one] { $count } стаття
        [few] { $count } статті
       *[many] { $count } статей
    }
desk-until-pin = Перший у зведеннях. Відкріпиться { $moment }
desk-until-hide = Не потрапляє до зведень. Повернеться { $moment }
button-pin = Закріпити першим
button-hide = Приховати
button-undo-pin = Відкріпити
button-undo-hide = Знову показувати
button-split = Відокремити статтю
button-join = Об’єднати
button-to-desk = До списку сюжетів
desk-ask-split = Яка стаття про іншу подію? Вона стане окремим сюжетом.
desk-split = Готово: тепер це окремий сюжет.
desk-ask-join = Який сюжет про те саме, що «{ $title }»?
desk-join-hint = Усі його статті перейдуть сюди. Повернути їх можна, лише відокремлюючи по одній.
desk-joined = Готово: тепер це один сюжет.
desk-nothing-to-join = Інших сюжетів зараз немає.
desk-changed = Сюжет встиг змінитися. Відкрийте /desk ще раз.

## The audit log

log-title = Журнал редакції
log-empty = Тут поки що нічого немає.
log-usage = Увесь журнал — /log, про одну новину — /log 12
log-service = автоматично
log-terminal = { $name } у терміналі
log-api = { $name } через API
act-drafted = чернетка
act-tested = тест
act-confirmed = надіслано
act-scheduled = призначено час
act-cancelled = скасовано
act-started = надіслано за розкладом
act-missed = не надіслано вчасно
act-held = чекає на рішення: хто призначив, уже не редактор
act-paused = призупинено
act-halted = призупинено: нічого не доходить
act-resumed = продовжено
act-stopped = зупинено
act-corrected = виправлено
act-retracted = відкликано
act-source-added = додано джерело
act-source-changed = джерело змінено
act-source-paused = джерело призупинено
act-source-resumed = джерело знову читається
act-source-removed = джерело прибрано
act-topic-added = додано тему
act-topic-changed = тему змінено
act-topic-removed = тему прибрано
act-article-added = статтю додано
act-article-edited = статтю змінено
act-article-removed = статтю прибрано
act-crowded = забагато зведень на одну годину
act-story-pinned = сюжет закріплено
act-story-hidden = сюжет приховано
act-story-released = сюжет більше не закріплений і не прихований
act-story-split = статтю відокремлено від сюжету
act-stories-joined = сюжети об’єднано
act-token-added = токен API додано
act-token-removed = токен API відкликано
act-editor-invited = запрошення до редакції
act-editor-added = нова людина в редакції
act-editor-changed = інша роль
act-editor-removed = прибрано з редакції
act-submitted = запропоновано надіслати
act-approval-asked = запит на схвалення
act-approved = схвалено
act-rejected = відхилено
act-approval-void = схвалення більше не діє
act-overridden = ‼️ зроблено без схвалення
proposed-send = надсилання
proposed-schedule = надсилання у призначений час
proposed-correct = виправлення
proposed-retract = відкликання
source-part-title = назва
source-part-language = мова
source-part-headers = заголовки запиту
source-part-topics = теми

## Statistics

stats-title =
    { $days ->
        [one] Статистика за { $days } день
        [few] Статистика за { $days } дні
       *[many] Статистика за { $days } днів
    }
stats-readers = Читачі
stats-deliveries = Доставка
stats-sent = доставлено
stats-failed = не доставлено
stats-reading = Читання
stats-opened = відкрито статей
stats-searched = пошуки
stats-new-articles = Нові статті
stats-line-subscribers = Читачі: { $active }, на паузі { $paused }, недоступно { $gone }. Прийшло { $joined }, пішло { $left }.
stats-line-deliveries = Доставка: дійшло { $sent }, не дійшло { $failed }, чекає { $waiting }.
stats-line-reading = Читання: відкрито статей { $opened }, пошуків { $searched }, з них безрезультатно { $zero_results }.
stats-line-sources = Джерела: { $sources }, з них не читається { $failing }. Нових статей { $added }; в архіві статей { $articles }, сюжетів { $stories }.
stats-compared = Порівняно з таким самим періодом до цього:
stats-change-joined = прийшло { $sign }{ $count }
stats-change-left = пішло { $sign }{ $count }
stats-change-sent = доставлено { $sign }{ $count }
stats-change-failed = не доставлено { $sign }{ $count }
stats-change-opened = відкрито статей { $sign }{ $count }
stats-change-searched = пошуків { $sign }{ $count }
stats-change-added = нових статей { $sign }{ $count }
stats-zero-result-title =
    { $days ->
        [one] Шукали й не знайшли за { $days } день
        [few] Шукали й не знайшли за { $days } дні
       *[many] Шукали й не знайшли за { $days } днів
    }
stats-zero-result-line =
    { $count ->
        [one] { $query }: { $count } читач
        [few] { $query }: { $count } читачі
       *[many] { $query }: { $count } читачів
    }
stats-zero-result-none = Нічого такого, про що спитали хоча б двоє.
stats-zero-result-why = Запити одного читача не показуються.
button-days =
    { $days ->
        [one] { $days } день
        [few] { $days } дні
       *[many] { $days } днів
    }
button-zero-results = Шукали й не знайшли

## Crowded digest times

crowd-title = Забагато зведень на одну годину
crowd-line =
    На зведення { $moment } { $count ->
        [one] чекає { $count } читач
        [few] чекають { $count } читачі
       *[many] чекає { $count } читачів
    }. Розсилання триватиме { $duration } і почнеться { $earliest }.
crowd-paid = З платним надсиланням (PAID_DIGESTS=true, PAID_SEND_RATE={ $rate }) — { $duration } і до { $stars } ⭐ на день.
crowd-hint = Без зведення не лишиться ніхто, але частина читачів отримає його значно раніше за обрану годину. У налаштуваннях бот каже їм про це й пропонує вільніший час.
