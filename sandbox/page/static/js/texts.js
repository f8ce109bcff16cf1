// The texts of the page itself, in three languages.

const TEXTS = {
  ru: {
    start: "Начать", write: "Сообщение", send: "Отправить", menu: "Меню", back: "К списку чатов",
    bot: "бот", typing: "печатает", sending: "отправляет", theme: "Тема", block: "Заблокировать бота",
    unblock: "Разблокировать", edited: "изменено", today: "Сегодня", yesterday: "Вчера",
    panel: "За кулисами", requests: "Запросы", limits: "Лимиты", faults: "Неполадки", attach: "Файл",
    bottom: "В конец", keyboard: "Клавиатура", more: "Развернуть", less: "Свернуть", photo: "Фото",
    document: "Файл", sticker: "Стикер", voice: "Голосовое сообщение", other: "Сообщение",
    people: "Кто вы", chats: "Чаты", you: "вы", enforce: "Соблюдать лимиты Telegram",
    perSecond: "за последнюю секунду", sent: "Отправлено", refused: "Отказано (429)", peak: "Пик",
    stars: "Звёзд потрачено", slow: "Медленно", dropped: "Обрывы", e429: "429 Too Many Requests",
    e5xx: "502 Bad Gateway", next: "Дальше", close: "Закрыть", done: "Понятно", forwarded: "Переслано из",
    via: "через", copied: "Скопировано", empty: "Здесь пока пусто", members: ["участник", "участника", "участников"],
    subscribers: ["подписчик", "подписчика", "подписчиков"], readonly: "Писать могут только администраторы",
    blocked: "Бот заблокирован", reply: "Ответить", edit: "Изменить", cancel: "Отмена", demo: "Демо",
    offline: "Связь потеряна, подключаемся…", what: "Что умеет этот бот?", unread: ["непрочитанное", "непрочитанных", "непрочитанных"], share: "share",
    arguments: "Параметры", answer: "Ответ", pinned: "Закреплено", channelPost: "Публикация",
    video: "Видео", animation: "GIF", audio: "Аудио", video_note: "Видеосообщение", venue: "Место", location: "Геопозиция",
    poll: "Опрос", pollClosed: "Опрос завершён", newTitle: "Новое название", newPhoto: "Новое фото группы",
    noPhoto: "Фото группы удалено", copy: "Копировать", forward: "Переслать", chooseChat: "Куда отправить?", caption: "Подпись",
    skip: "Пропустить", tour: "Экскурсия", pageLanguage: "Язык", allTopics: "Все", general: "Общее", topics: "Темы", newMessages: "Новые сообщения", messages: "Переписка", seconds: "с",
  },
  uk: {
    start: "Почати", write: "Повідомлення", send: "Надіслати", menu: "Меню", back: "До списку чатів",
    bot: "бот", typing: "друкує", sending: "надсилає", theme: "Тема", block: "Заблокувати бота",
    unblock: "Розблокувати", edited: "змінено", today: "Сьогодні", yesterday: "Вчора",
    panel: "За лаштунками", requests: "Запити", limits: "Ліміти", faults: "Негаразди", attach: "Файл",
    bottom: "У кінець", keyboard: "Клавіатура", more: "Розгорнути", less: "Згорнути", photo: "Фото",
    document: "Файл", sticker: "Стікер", voice: "Голосове повідомлення", other: "Повідомлення",
    people: "Хто ви", chats: "Чати", you: "ви", enforce: "Дотримуватися лімітів Telegram",
    perSecond: "за останню секунду", sent: "Надіслано", refused: "Відмовлено (429)", peak: "Пік",
    stars: "Зірок витрачено", slow: "Повільно", dropped: "Обриви", e429: "429 Too Many Requests",
    e5xx: "502 Bad Gateway", next: "Далі", close: "Закрити", done: "Зрозуміло", forwarded: "Переслано з",
    via: "через", copied: "Скопійовано", empty: "Тут поки що порожньо", members: ["учасник", "учасники", "учасників"],
    subscribers: ["підписник", "підписники", "підписників"], readonly: "Писати можуть лише адміністратори",
    blocked: "Бота заблоковано", reply: "Відповісти", edit: "Змінити", cancel: "Скасувати", demo: "Демо",
    offline: "Зв’язок втрачено, з’єднуємося…", what: "Що вміє цей бот?", unread: ["непрочитане", "непрочитаних", "непрочитаних"], share: "share",
    arguments: "Параметри", answer: "Відповідь", pinned: "Закріплено", channelPost: "Допис",
    video: "Відео", animation: "GIF", audio: "Аудіо", video_note: "Відеоповідомлення", venue: "Місце", location: "Геопозиція",
    poll: "Опитування", pollClosed: "Опитування завершено", newTitle: "Нова назва", newPhoto: "Нове фото групи",
    noPhoto: "Фото групи видалено", copy: "Копіювати", forward: "Переслати", chooseChat: "Куди надіслати?", caption: "Підпис",
    skip: "Пропустити", tour: "Екскурсія", pageLanguage: "Мова", allTopics: "Усі", general: "Загальне", topics: "Теми", newMessages: "Нові повідомлення", messages: "Листування", seconds: "с",
  },
  en: {
    start: "Start", write: "Message", send: "Send", menu: "Menu", back: "Back to chats",
    bot: "bot", typing: "typing", sending: "sending", theme: "Theme", block: "Block the bot",
    unblock: "Unblock", edited: "edited", today: "Today", yesterday: "Yesterday",
    panel: "Behind the scenes", requests: "Requests", limits: "Limits", faults: "Trouble", attach: "File",
    bottom: "To the end", keyboard: "Keyboard", more: "Show more", less: "Show less", photo: "Photo",
    document: "File", sticker: "Sticker", voice: "Voice message", other: "Message",
    people: "Who you are", chats: "Chats", you: "you", enforce: "Enforce Telegram’s limits",
    perSecond: "in the last second", sent: "Sent", refused: "Refused (429)", peak: "Peak",
    stars: "Stars spent", slow: "Slow answers", dropped: "Dropped connections", e429: "429 Too Many Requests",
    e5xx: "502 Bad Gateway", next: "Next", close: "Close", done: "Got it", forwarded: "Forwarded from",
    via: "via", copied: "Copied", empty: "Nothing here yet", members: ["member", "members", "members"],
    subscribers: ["subscriber", "subscribers", "subscribers"], readonly: "Only admins can post here",
    blocked: "The bot is blocked", reply: "Reply", edit: "Edit", cancel: "Cancel", demo: "Demo",
    offline: "Connection lost, trying again…", what: "What can this bot do?", unread: ["unread", "unread", "unread"], share: "share",
    arguments: "Arguments", answer: "Answer", pinned: "Pinned", channelPost: "Post",
    video: "Video", animation: "GIF", audio: "Audio", video_note: "Video message", venue: "Place", location: "Location",
    poll: "Poll", pollClosed: "Final results", newTitle: "New title", newPhoto: "New group photo",
    noPhoto: "Group photo removed", copy: "Copy", forward: "Forward", chooseChat: "Send to…", caption: "Caption",
    skip: "Skip", tour: "Tour", pageLanguage: "Language", allTopics: "All", general: "General", topics: "Topics", newMessages: "New messages", messages: "Conversation", seconds: "s",
  },
};

export const LANGUAGE_NAMES = { ru: "Русский", uk: "Українська", en: "English" };

const wanted = [localStorage.getItem("language"), ...navigator.languages.map((tag) => tag.slice(0, 2))].find((tag) => tag in TEXTS);
export const language = wanted ?? "en";

/** Shows the page in another language, with its own people and tour. */
export function chooseLanguage(code) {
  localStorage.setItem("language", code);
  localStorage.removeItem("toured");
  location.reload();
}

export const texts = TEXTS[language];

/** Returns the text of a `{ru, uk, en}` object in the language of the page. */
export const pickText = (texts) => texts[language] ?? texts.ru ?? Object.values(texts)[0] ?? "";

/** Returns a number with its noun in the right form: "3 участника". */
export function formatCount(number, forms) {
  const rule = new Intl.PluralRules(language).select(number);
  return `${number} ${forms[{ one: 0, few: 1 }[rule] ?? 2]}`;
}
