## What is stored about a person, and how to erase it

mydata-title = Мої дані
mydata-about = Зберігаю лише те, без чого не працюють зведення й пошук: налаштування, за чим ви стежите і що приховали, збережені статті, пошуки та записи про те, що вам доставлено. Усе це можна отримати файлом або видалити.
mydata-caption = Усе, що я про вас зберігаю: { $what }.
button-mydata-file = Надіслати файл
button-erase-all = Видалити все
stop-ask = Видалити все, що я про вас знаю: налаштування, теми, усе, за чим ви стежите і що приховали, збережені статті, пошуки й записи про доставку? Зведення більше не надходитиме.
stop-done = Видалено: { $what }. Повернутися можна будь-коли: /start
stop-kept = Добре, усе лишилося як було.
stop-nothing = Я нічого про вас не зберігаю. Почати — /start
erased-settings = налаштування
erased-topics =
    { $count ->
        [one] { $count } тема
        [few] { $count } теми
       *[many] { $count } тем
    }
erased-terms =
    { $count ->
        [one] { $count } слово з /follow і /mute
        [few] { $count } слова з /follow і /mute
       *[many] { $count } слів із /follow і /mute
    }
erased-stories =
    { $count ->
        [one] { $count } сюжет
        [few] { $count } сюжети
       *[many] { $count } сюжетів
    }
erased-sources =
    { $count ->
        [one] { $count } джерело
        [few] { $count } джерела
       *[many] { $count } джерел
    }
erased-saved =
    { $count ->
        [one] { $count } збережена стаття
        [few] { $count } збережені статті
       *[many] { $count } збережених статей
    }
erased-searches =
    { $count ->
        [one] { $count } пошук
        [few] { $count } пошуки
       *[many] { $count } пошуків
    }
erased-messages =
    { $count ->
        [one] { $count } запис про доставку
        [few] { $count } записи про доставку
       *[many] { $count } записів про доставку
    }
