## Buttons of several features

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
button-times = Час
button-digest-now = Зведення зараз
button-quiet-when-empty = Не писати, якщо новин немає
button-all-topics = Усі теми
button-no-topics = Зняти всі
button-to-list = До списку
number = № { $id }
quoted = «{ $text }»

## Date, time and duration

moment-today = сьогодні { AT($clock) }
moment-yesterday = учора { AT($clock) }
moment-tomorrow = завтра { AT($clock) }
moment-date = { $day } { AT($clock) }
moment-received = отримано { $moment }
reading-time =
    { $minutes ->
        [one] { $minutes } хвилина читання
        [few] { $minutes } хвилини читання
       *[many] { $minutes } хвилин читання
    }

## Names of topics

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

## The command menu and the profile of the bot

command-digest = зведення зараз
command-search = знайти статті
command-saved = збережені статті
command-topics = теми
command-follow = за чим ви стежите
command-mute = що ви приховали
command-time = час зведення
command-timezone = часовий пояс
command-language = мова
command-settings = налаштування
command-channels = мої канали й групи
command-quiet = тихі години
command-pause = зупинити зведення
command-resume = повернути зведення
command-mydata = що я про вас зберігаю
command-help = що я вмію
command-stop = видалити все й відписатися
command-breaking = термінова новина
command-correct = виправити надіслане
command-retract = відкликати надіслане
command-add = новина до архіву
command-edit = змінити статтю
command-remove = прибрати статтю
command-desk = головне в наступних зведеннях
command-sources = джерела
command-topic = власні теми
command-stats = статистика
command-log = журнал редакції
command-editors = склад редакції
bot-about = Читаю новини за вас: одне зведення на день, пошук за будь-яким словом, повні тексти.
bot-description = Svodka збирає новини, об’єднує повідомлення про одну подію й раз на день надсилає головне за вашими темами у ваш час. Напишіть слово — знайде статті й покаже повний текст, не виходячи з чату.

## Help

help-title = Що я вмію
help-body =
    /digest — зведення зараз
    /search — знайти статті; можна просто написати слово
    Точніше: "фраза", -слово, джерело:Reuters, тема:спорт, мова:російська, після:31.01.2026, до:15.02.2026
    У будь-якому чаті: @{ $bot } і слово — поділитися статтею
    /saved — статті, які ви зберегли
    /topics — теми
    /follow — стежити за словом, ім’ям або фразою, наприклад /follow Азербайджан
    /mute — приховати новини зі словом або джерело: /mute джерело:Вісник
    /time — коли надсилати зведення, наприклад /time 07:30
    /timezone — часовий пояс, наприклад /timezone Київ
    /language — мова
    /settings — дні, довжина, мови статей, огляд тижня та все інше
    /channels — мої канали й групи
    /quiet — тихі години для термінових новин
    /pause і /resume — зупинити зведення (/pause 3 дні) й повернути
    /mydata — що я про вас зберігаю
    /stop — видалити все й відписатися
help-body-group =
    /digest — зведення зараз
    /search слово — знайти статті
    Теми, годину й решту обирають адміністратори: /topics, /time, /settings
help-editors = Для редакції
help-command = /{ $name } — { $about }
help-unknown-command = Такої команди немає. Що я вмію — /help
help-text-only = Я розумію лише текст. Напишіть слово — знайду статті. Що ще вмію: /help
stale-button = Ця кнопка застаріла. Почніть знову: /help

## Too many messages

throttled = Ви пишете швидше, ніж я встигаю відповідати. Зачекайте трохи — { $lasts }, — і продовжимо.
throttled-inline = Зашвидко: зачекайте трохи

## Feeds for other programs

feed-topic = Зведення: { $topic }
feed-broadcasts = Зведення: термінові новини
