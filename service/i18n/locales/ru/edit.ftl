# Editors change an article, or take it out
button-edit = Изменить
button-edit-title = Заголовок
button-edit-text = Текст
button-remove = Убрать
button-remove-surely = Да, убрать
button-to-article = К статье
edit-usage = Напишите номер статьи: /edit 12 — и я спрошу, что изменить. Сразу новый текст: /edit 12 Текст. Номер стоит в /add и под кнопкой «Изменить».
edit-unknown = Статьи № { $id } в архиве нет.
edit-by-editors = Задала редакция: { $parts }
edit-part-title = заголовок
edit-part-text = текст
edit-part-topics = темы
edit-ask-title = № { $id }. Ответьте на это сообщение новым заголовком. Сейчас он такой:
edit-ask-text = № { $id }. Ответьте на это сообщение новым текстом, целиком; длинный пришлите файлом .txt. Сейчас он такой:
edit-ask-topics = № { $id }. О чём «{ $title }»? Отметьте темы: текст их больше не изменит.
edit-words-only = Нужны слова: ответьте текстом или файлом .txt.
edit-saved = Исправлено. Что уже отправлено, осталось прежним.
error-same-article = Так уже написано в другой статье архива.
error-article-withdrawn = Эту статью редакция убрала из архива.

remove-usage = Напишите номер статьи: /remove 12
remove-ask = Убрать № { $id } «{ $title }» из архива? Статья пропадёт из поиска и из следующих сводок, и источник её не вернёт.
remove-done = № { $id } «{ $title }»: убрано из архива. Вернуть можно через /add.
remove-was-pushed = Эта статья выходила срочной новостью № { $id }. Отозвать у читателей: /retract { $id }
