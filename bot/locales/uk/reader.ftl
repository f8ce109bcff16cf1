# Слова на кнопках
button-read = Читати
button-brief = Коротко
button-more = Ще
button-back = Назад
button-done = Готово
button-send = Надіслати
button-cancel = Скасувати
button-erase = Так, видалити
button-original = Оригінал
button-topics = Теми
button-hour = Час
button-digest-now = Зведення зараз
button-quiet-when-empty = Не писати, якщо новин немає
button-all-topics = Усі теми
button-no-topics = Зняти всі

# Теми
topic-politics = Політика
topic-conflict = Війна та безпека
topic-economy = Економіка
topic-energy = Енергетика
topic-society = Суспільство
topic-crime = Кримінал
topic-disaster = Надзвичайні події
topic-health = Здоров’я
topic-science = Наука
topic-technology = Технології
topic-culture = Культура
topic-sport = Спорт
topic-environment = Довкілля
topic-lifestyle = Стиль життя

# Час словами
moment-today = сьогодні о { $clock }
moment-yesterday = учора о { $clock }
moment-tomorrow = завтра о { $clock }
moment-date = { $day } о { $clock }

# Знайомство
start-greeting = Вітаю! Це Сводка.
start-what =
    Я читаю новини за вас: збираю повідомлення про одну подію в історію й раз на день, у зручний вам час, надсилаю головне.
start-topics = Про що розповідати? Позначте теми й натисніть «Готово». Якщо не позначити нічого, надішлю головне про все.
start-again = З поверненням! Зведення знову надходитиме: { $moment }.
topics-title = Ваші теми
topics-hint = Позначте, що вам цікаво, і натисніть «Готово». Без позначок надійде головне про все.
topics-saved = Ваші теми: { $topics }.
topics-saved-all = Надсилатиму головне про все.
hour-ask = О котрій надсилати зведення? Виберіть або напишіть час: «8», «7:30», «9 вечора».
hour-zone = Часовий пояс: { $zone }. Інший — командою /timezone.
hour-first = Готово! Перше зведення надійде { $moment }.
hour-meanwhile = А поки можна отримати свіже зведення зараз або просто написати слово — знайду статті про нього.
hour-saved = Зведення надходитиме о { $clock }. Найближче — { $moment }.
hour-unclear = Не зрозумів час. Напишіть так: /time 07:30
timezone-ask = Зараз ваш часовий пояс — { $zone }. Щоб змінити, виберіть місто або напишіть: /timezone Europe/Warsaw
timezone-saved = Часовий пояс: { $zone }, у вас зараз { $clock }. Найближче зведення — { $moment }.
timezone-saved-idle = Часовий пояс: { $zone }, у вас зараз { $clock }.
timezone-unclear = Не знаю часового поясу «{ $text }». Напишіть, наприклад: /timezone Europe/Kyiv
language-ask = Якою мовою говорити?
language-saved = Тепер говорю українською.
language-unclear = Я говорю українською, російською та англійською: /language uk, /language ru або /language en
pause-begins = Зведення на паузі. Повернути — /resume
pause-ends = Зведення знову надходитиме. Найближче — { $moment }.

# Групи й канали
group-greeting =
    Вітаю! Це Сводка. Щодня о { $clock } надсилатиму сюди головне з новин. Зараз — /digest, знайти — /search слово. Теми й годину обирають адміністратори: /topics, /time.
channel-greeting = Публікуватиму в каналі «{ $title }» зведення щодня о { $clock }, а термінові новини — одразу.
admins-only = Це налаштовують адміністратори групи.
open-me-first = Щоб читати повністю, відкрийте { $name } і натисніть «Почати».

# Зведення
digest-title = Зведення: { $day }
digest-more =
    { $count ->
        [one] І ще { $count } історія за вашими темами.
        [few] І ще { $count } історії за вашими темами.
       *[many] І ще { $count } історій за вашими темами.
    }
digest-empty = За цей час за вашими темами нічого не вийшло. Щойно буде що розповісти, надішлю у ваш час.
digest-empty-now = Поки нічого нового. Ваші теми — /topics
digest-will-be-quiet = Добре, без новин не писатиму.
sources-more = ще { $count }

# Пошук
search-ask = Напишіть слово або ім’я — знайду статті про нього. Форма слова не важлива.
search-ask-group = Напишіть слово після команди: /search міст
search-found =
    { $count ->
        [one] «{ $query }»: { $count } історія
        [few] «{ $query }»: { $count } історії
       *[many] «{ $query }»: { $count } історій
    }
search-nothing = За запитом «{ $query }» нічого не знайшлося. Спробуйте інше слово або коротше.
search-forgotten = Цей пошук уже забуто. Напишіть слово ще раз.

# Читання
article-photo = Фото: { $credit }
article-attribution = Повідомляє: { $attribution }
article-teaser = Тут лише початок, решта на сайті: «Оригінал».
summary-written = Викладено програмою, не дослівно. Як написала редакція — «Читати».
article-gone = Цієї статті вже немає.

# Прощання
stop-ask = Видалити все, що я про вас знаю: теми, час, пошуки й надіслане? Зведення більше не надходитиме.
stop-done = Видалено: налаштування, теми, пошуки та історію доставки. Повернутися можна будь-коли: /start
stop-kept = Добре, усе лишилося як було.
stop-nothing = Я нічого про вас не зберігаю. Почати — /start
mydata-caption = Усе, що я про вас зберігаю. Видалити — /stop

# Довідка
help-title = Що я вмію
help-body =
    /digest — зведення зараз
    /search — знайти статті; можна просто написати слово
    /topics — теми
    /time — час зведення, наприклад /time 07:30
    /timezone — часовий пояс
    /language — мова
    /settings — вигляд повідомлень та все інше
    /quiet — тихі години для термінових новин
    /pause і /resume — зупинити й повернути зведення
    /mydata — що я про вас зберігаю
    /stop — видалити все й відписатися
help-body-group =
    /digest — зведення зараз
    /search слово — знайти статті
    Теми, годину й решту обирають адміністратори: /topics, /time, /settings
help-unknown-command = Такої команди немає. Що я вмію — /help
help-text-only = Я розумію слова: напишіть, про що знайти статті, або відкрийте /help
stale-button = Ця кнопка застаріла. Почніть знову: /help

# Меню
command-digest = зведення зараз
command-search = знайти статті
command-topics = теми
command-time = час зведення
command-timezone = часовий пояс
command-language = мова
command-settings = налаштування
command-quiet = тихі години
command-pause = зупинити зведення
command-resume = повернути зведення
command-mydata = що я про вас зберігаю
command-help = що я вмію
command-stop = видалити все й відписатися
command-breaking = термінова новина
command-correct = виправити надіслане
command-retract = відкликати надіслане
command-add = новина в архів
command-sources = джерела
command-topic = власні теми
command-stats = цифри
command-log = журнал редакції
bot-about = Читаю новини за вас: одне зведення на день, пошук за будь-яким словом, повні тексти.
bot-description = Сводка збирає новини, об’єднує повідомлення про одну подію й раз на день надсилає головне за вашими темами у ваш час. Запитайте слово — знайде статті й покаже повний текст, не виходячи з чату.

# Налаштування
settings-title = Налаштування
settings-hint = Натисніть на те, що хочете змінити.
language-name = Українська
style-plain = Вигляд: звичайний
style-rich = Вигляд: ошатний
breaking-on = Термінові новини: так
breaking-off = Термінові новини: ні
quiet-off = Тихі години: немає
quiet-silent = Тихі години: { $start }–{ $end }, без звуку
quiet-held = Тихі години: { $start }–{ $end }, потім
quiet-ask = Коли термінові новини не повинні вас будити? Виберіть або напишіть: /quiet 23:30–7:15
quiet-unclear = Не зрозумів години. Напишіть так: /quiet 23:30–7:15
button-quiet-silent = Надсилати без звуку
button-quiet-hold = Притримати до ранку
button-quiet-off = Не потрібні
style-sample-title = Ошатний вигляд
style-sample = Так виглядатимуть зведення та статті: справжні заголовки, списки й цитати, а довгий текст — одним повідомленням.
style-sample-item = Новим версіям Telegram він знайомий, старим — ні.
style-sample-quote = Якщо ви це читаєте, усе вийшло.
style-way-back = Не бачите повідомлення вище? Отже, ваш Telegram його не показує; поверніться до звичайного вигляду.
style-impossible = Цей сервер Telegram ще не знає ошатного вигляду; залишив звичайний.
button-plain-again = Повернути звичайний вигляд
