# Words on buttons
button-read = Читать
button-brief = Кратко
button-more = Ещё
button-back = Назад
button-done = Готово
button-send = Отправить
button-cancel = Отмена
button-erase = Да, удалить
button-original = Оригинал
button-topics = Темы
button-hour = Время
button-digest-now = Сводка сейчас
button-quiet-when-empty = Не писать, если новостей нет
button-all-topics = Все темы
button-no-topics = Снять все

# Topics
topic-politics = Политика
topic-conflict = Война и безопасность
topic-economy = Экономика
topic-energy = Энергетика
topic-society = Общество
topic-crime = Криминал
topic-disaster = Происшествия
topic-health = Здоровье
topic-science = Наука
topic-technology = Технологии
topic-culture = Культура
topic-sport = Спорт
topic-environment = Природа
topic-lifestyle = Стиль жизни

# Time in words
moment-today = сегодня в { $clock }
moment-yesterday = вчера в { $clock }
moment-tomorrow = завтра в { $clock }
moment-date = { $day } в { $clock }

# Meeting
start-greeting = Здравствуйте! Это Сводка.
start-what =
    Я читаю новости за вас: собираю сообщения об одном событии в историю и раз в день, в удобный вам час, присылаю главное.
start-topics = О чём рассказывать? Отметьте темы и нажмите «Готово». Если не отметить ничего, пришлю главное обо всём.
start-again = С возвращением! Сводка снова будет приходить: { $moment }.
topics-title = Ваши темы
topics-hint = Отметьте, что вам интересно, и нажмите «Готово». Без отметок придёт главное обо всём.
topics-saved = Ваши темы: { $topics }.
topics-saved-all = Буду присылать главное обо всём.
hour-ask = Во сколько присылать сводку? Выберите или напишите час: «8», «7:30», «9 вечера».
hour-zone = Часовой пояс: { $zone }. Другой — командой /timezone.
hour-first = Готово! Первая сводка придёт { $moment }.
hour-meanwhile = А пока можно получить свежую сводку сейчас или просто написать слово — найду статьи о нём.
hour-saved = Сводка будет приходить в { $clock }. Ближайшая — { $moment }.
hour-unclear = Не понял час. Напишите так: /time 07:30
timezone-ask = Сейчас ваш часовой пояс — { $zone }. Чтобы сменить, выберите город или напишите: /timezone Europe/Warsaw
timezone-saved = Часовой пояс: { $zone }, у вас сейчас { $clock }. Ближайшая сводка — { $moment }.
timezone-saved-idle = Часовой пояс: { $zone }, у вас сейчас { $clock }.
timezone-unclear = Не знаю часового пояса «{ $text }». Напишите, например: /timezone Europe/Kyiv
language-ask = На каком языке говорить?
language-saved = Теперь говорю по-русски.
language-unclear = Я говорю по-русски, по-украински и по-английски: /language ru, /language uk или /language en
pause-begins = Сводка на паузе. Вернуть — /resume
pause-ends = Сводка снова будет приходить. Ближайшая — { $moment }.

# Groups and channels
group-greeting =
    Здравствуйте! Это Сводка. Каждый день в { $clock } буду присылать сюда главное из новостей. Сейчас — /digest, найти — /search слово. Темы и час выбирают администраторы: /topics, /time.
channel-greeting = Буду публиковать в канале «{ $title }» сводку каждый день в { $clock }, а срочные новости — сразу.
admins-only = Это настраивают администраторы группы.
open-me-first = Чтобы читать полностью, откройте { $name } и нажмите «Начать».

# The digest
digest-title = Сводка: { $day }
digest-more =
    { $count ->
        [one] И ещё { $count } история по вашим темам.
        [few] И ещё { $count } истории по вашим темам.
       *[many] И ещё { $count } историй по вашим темам.
    }
digest-empty = За это время по вашим темам ничего не вышло. Как только появится что рассказать, пришлю в ваш час.
digest-empty-now = Пока ничего нового. Ваши темы — /topics
digest-will-be-quiet = Хорошо, без новостей писать не буду.
sources-more = ещё { $count }

# Search
search-ask = Напишите слово или имя — найду статьи о нём. Форма слова не важна.
search-ask-group = Напишите слово после команды: /search мост
search-found =
    { $count ->
        [one] «{ $query }»: { $count } история
        [few] «{ $query }»: { $count } истории
       *[many] «{ $query }»: { $count } историй
    }
search-nothing = По запросу «{ $query }» ничего не нашлось. Попробуйте другое слово или короче.
search-forgotten = Этот поиск уже забыт. Напишите слово ещё раз.

# Reading
article-photo = Фото: { $credit }
article-attribution = Сообщает: { $attribution }
article-teaser = Здесь только начало, остальное на сайте: «Оригинал».
summary-written = Изложено программой, не дословно. Как написала редакция — «Читать».
article-gone = Этой статьи больше нет.

# Going
stop-ask = Удалить всё, что я о вас знаю: темы, час, поиски и отправленное? Сводка перестанет приходить.
stop-done = Удалено: настройки, темы, поиски и история доставки. Вернуться можно в любой день: /start
stop-kept = Хорошо, всё осталось как было.
stop-nothing = Я ничего о вас не храню. Начать — /start
mydata-caption = Всё, что я о вас храню. Удалить — /stop

# Help
help-title = Что я умею
help-body =
    /digest — сводка сейчас
    /search — найти статьи; можно просто написать слово
    /topics — темы
    /time — час сводки, например /time 07:30
    /timezone — часовой пояс
    /language — язык
    /settings — вид сообщений и всё остальное
    /quiet — тихие часы для срочных новостей
    /pause и /resume — остановить и вернуть сводку
    /mydata — что я о вас храню
    /stop — удалить всё и отписаться
help-body-group =
    /digest — сводка сейчас
    /search слово — найти статьи
    Темы, час и всё остальное выбирают администраторы: /topics, /time, /settings
help-unknown-command = Такой команды нет. Что я умею — /help
help-text-only = Я понимаю слова: напишите, о чём найти статьи, или откройте /help
stale-button = Эта кнопка устарела. Начните снова: /help

# Menu
command-digest = сводка сейчас
command-search = найти статьи
command-topics = темы
command-time = час сводки
command-timezone = часовой пояс
command-language = язык
command-settings = настройки
command-quiet = тихие часы
command-pause = остановить сводку
command-resume = вернуть сводку
command-mydata = что я о вас храню
command-help = что я умею
command-stop = удалить всё и отписаться
command-breaking = срочная новость
command-correct = исправить отправленное
command-retract = отозвать отправленное
command-add = новость в архив
command-sources = источники
command-topic = свои темы
command-stats = цифры
command-log = журнал редакции
bot-about = Читаю новости за вас: одна сводка в день, поиск по любому слову, полные тексты.
bot-description = Сводка собирает новости, объединяет сообщения об одном событии и раз в день присылает главное по вашим темам в ваш час. Спросите слово — найдёт статьи и покажет полный текст, не выходя из чата.

# Settings
settings-title = Настройки
settings-hint = Нажмите на то, что хотите изменить.
language-name = Русский
style-plain = Вид: обычный
style-rich = Вид: нарядный
breaking-on = Срочные новости: да
breaking-off = Срочные новости: нет
quiet-off = Тихие часы: нет
quiet-silent = Тихие часы: { $start }–{ $end }, без звука
quiet-held = Тихие часы: { $start }–{ $end }, потом
quiet-ask = Когда срочные новости не должны вас будить? Выберите или напишите: /quiet 23:30–7:15
quiet-unclear = Не понял часы. Напишите так: /quiet 23:30–7:15
button-quiet-silent = Присылать без звука
button-quiet-hold = Придержать до утра
button-quiet-off = Не нужны
style-sample-title = Нарядный вид
style-sample = Так будут выглядеть сводки и статьи: настоящие заголовки, списки и цитаты, а длинный текст — одним сообщением.
style-sample-item = Новым версиям Telegram он знаком, старым нет.
style-sample-quote = Если вы это читаете, всё получилось.
style-way-back = Не видите сообщения выше? Значит, ваш Telegram его не показывает; вернитесь к обычному виду.
style-impossible = Этот сервер Telegram ещё не знает нарядного вида; оставил обычный.
button-plain-again = Вернуть обычный вид
