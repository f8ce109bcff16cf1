## Buttons of several features

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
button-times = Время
button-digest-now = Сводка сейчас
button-quiet-when-empty = Не писать, если новостей нет
button-all-topics = Все темы
button-no-topics = Снять все
button-to-list = К списку
number = № { $id }
quoted = «{ $text }»

## Date, time and duration

moment-today = сегодня в { $clock }
moment-yesterday = вчера в { $clock }
moment-tomorrow = завтра в { $clock }
moment-date = { $day } в { $clock }
moment-received = получено { $moment }
reading-time =
    { $minutes ->
        [one] { $minutes } минута чтения
        [few] { $minutes } минуты чтения
       *[many] { $minutes } минут чтения
    }

## Names of topics

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

## The command menu and the profile of the bot

command-digest = сводка сейчас
command-search = найти статьи
command-saved = сохранённые статьи
command-topics = темы
command-follow = за чем вы следите
command-mute = что вы скрыли
command-time = час сводки
command-timezone = часовой пояс
command-language = язык
command-settings = настройки
command-channels = мои каналы и группы
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
command-edit = изменить статью
command-remove = убрать статью
command-desk = главное в следующих сводках
command-sources = источники
command-topic = свои темы
command-stats = статистика
command-log = журнал редакции
command-editors = состав редакции
bot-about = Читаю новости за вас: одна сводка в день, поиск по любому слову, полные тексты.
bot-description = Сводка собирает новости, объединяет сообщения об одном событии и раз в день присылает главное по вашим темам в ваш час. Напишите слово — найдёт статьи и покажет полный текст, не выходя из чата.

## Help

help-title = Что я умею
help-body =
    /digest — сводка сейчас
    /search — найти статьи; можно просто написать слово
    Точнее: "фраза", -слово, источник:Reuters, тема:спорт, язык:украинский, после:31.01.2026, до:15.02.2026
    В любом чате: @{ $bot } и слово — поделиться статьёй
    /saved — статьи, которые вы сохранили
    /topics — темы
    /follow — следить за словом, именем или фразой, например /follow Азербайджан
    /mute — скрыть новости со словом или источник: /mute источник:Вестник
    /time — когда присылать сводку, например /time 07:30
    /timezone — часовой пояс, например /timezone Киев
    /language — язык
    /settings — дни, длина, языки статей, обзор недели и всё остальное
    /channels — мои каналы и группы
    /quiet — тихие часы для срочных новостей
    /pause и /resume — остановить сводку (/pause 3 дня) и вернуть
    /mydata — что я о вас храню
    /stop — удалить всё и отписаться
help-body-group =
    /digest — сводка сейчас
    /search слово — найти статьи
    Темы, час и всё остальное выбирают администраторы: /topics, /time, /settings
help-editors = Для редакции
help-command = /{ $name } — { $about }
help-unknown-command = Такой команды нет. Что я умею — /help
help-text-only = Я понимаю только текст. Напишите слово — найду статьи. Что ещё умею: /help
stale-button = Эта кнопка устарела. Начните снова: /help

## Too many messages

throttled = Вы пишете быстрее, чем я успеваю отвечать. Подождите немного — { $lasts }, — и продолжим.
throttled-inline = Слишком быстро: подождите немного

## Feeds for other programs

feed-topic = Сводка: { $topic }
feed-broadcasts = Сводка: срочные новости
