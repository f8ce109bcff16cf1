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
button-to-list = До списку
