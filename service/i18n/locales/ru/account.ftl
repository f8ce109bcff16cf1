## What is stored about a person, and how to erase it

mydata-title = Мои данные
mydata-about = Храню только то, без чего не работают сводка и поиск: настройки, за чем вы следите и что скрыли, сохранённые статьи, поиски и записи о том, что вам доставлено. Всё это можно получить файлом или удалить.
mydata-caption = Всё, что я о вас храню: { $what }.
button-mydata-file = Прислать файл
button-erase-all = Удалить всё
stop-ask = Удалить всё, что я о вас знаю: настройки, темы, всё, за чем вы следите и что скрыли, сохранённые статьи, поиски и записи о доставке? Сводка перестанет приходить.
stop-done = Удалено: { $what }. Вернуться можно в любой день: /start
stop-kept = Хорошо, всё осталось как было.
stop-nothing = Я ничего о вас не храню. Начать — /start
erased-settings = настройки
erased-topics =
    { $count ->
        [one] { $count } тема
        [few] { $count } темы
       *[many] { $count } тем
    }
erased-terms =
    { $count ->
        [one] { $count } слово из /follow и /mute
        [few] { $count } слова из /follow и /mute
       *[many] { $count } слов из /follow и /mute
    }
erased-stories =
    { $count ->
        [one] { $count } сюжет
        [few] { $count } сюжета
       *[many] { $count } сюжетов
    }
erased-sources =
    { $count ->
        [one] { $count } источник
        [few] { $count } источника
       *[many] { $count } источников
    }
erased-saved =
    { $count ->
        [one] { $count } сохранённая статья
        [few] { $count } сохранённые статьи
       *[many] { $count } сохранённых статей
    }
erased-searches =
    { $count ->
        [one] { $count } поиск
        [few] { $count } поиска
       *[many] { $count } поисков
    }
erased-messages =
    { $count ->
        [one] { $count } запись о доставке
        [few] { $count } записи о доставке
       *[many] { $count } записей о доставке
    }
