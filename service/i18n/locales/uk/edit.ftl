# Editors change an article, or take it out
button-edit = Змінити
button-edit-title = Заголовок
button-edit-text = Текст
button-remove = Прибрати
button-remove-surely = Так, прибрати
button-to-article = До статті
edit-usage = Напишіть номер статті: /edit 12 — і я спитаю, що змінити. Одразу новий текст: /edit 12 Текст. Номер стоїть у /add і під кнопкою «Змінити».
edit-unknown = Статті № { $id } в архіві немає.
edit-by-editors = Задала редакція: { $parts }
edit-part-title = заголовок
edit-part-text = текст
edit-part-topics = теми
edit-ask-title = № { $id }. Дайте відповідь на це повідомлення новим заголовком. Зараз він такий:
edit-ask-text = № { $id }. Дайте відповідь на це повідомлення новим текстом, цілком; довгий надішліть файлом .txt. Зараз він такий:
edit-ask-topics = № { $id }. Про що «{ $title }»? Позначте теми: текст їх більше не змінить.
edit-words-only = Потрібні слова: дайте відповідь текстом або файлом .txt.
edit-saved = Виправлено. Що вже надіслано, лишилося, як було.
error-same-article = Так уже написано в іншій статті архіву.
error-article-withdrawn = Цю статтю редакція прибрала з архіву.

remove-usage = Напишіть номер статті: /remove 12
remove-ask = Прибрати № { $id } «{ $title }» з архіву? Стаття зникне з пошуку та з наступних зведень, і джерело її не поверне.
remove-done = № { $id } «{ $title }»: прибрано з архіву. Повернути можна через /add.
remove-was-pushed = Ця стаття виходила терміновою новиною № { $id }. Відкликати в читачів: /retract { $id }
