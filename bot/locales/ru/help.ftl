# Help
help-title = Что я умею
help-body =
    /digest — сводка сейчас
    /search — найти статьи; можно просто написать слово
    Точнее: "фраза", -слово, source:Reuters, topic:спорт, language:uk, after:2026-01-31, before:
    В любом чате: @бот и слово — поделиться статьёй
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
