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
button-to-list = К списку
