## Sources

sources-title = Источники
sources-none = Источников пока нет. Добавить: /sources add https://… или @канал
sources-needed = ⚠️ Источников ещё нет, поэтому читателям нечего прислать. Добавьте ленту, сайт или канал: /sources add https://… или @канал. Свою статью добавит /add
sources-last = последняя статья { $moment }
sources-silent = молчит больше недели, последняя статья { $moment }
sources-empty = отвечает, но статей не было
sources-new = ещё не читал
sources-failing =
    { $count ->
        [one] { $count } сбой: { $reason }
        [few] { $count } сбоя подряд: { $reason }
       *[many] { $count } сбоев подряд: { $reason }
    }
sources-a-day =
    { $count ->
        [one] { $count } статья в день
        [few] { $count } статьи в день
       *[many] { $count } статей в день
    }
sources-a-week =
    { $count ->
        [one] { $count } статья за неделю
        [few] { $count } статьи за неделю
       *[many] { $count } статей за неделю
    }
sources-next = Следующая проверка: { $moment }
sources-added = Добавил { $url }. Первые статьи появятся в течение минуты.
sources-added-unread = Добавил { $url }, но прочесть пока не удалось: { $reason }. Попробую ещё.
sources-reading-language = 🌐 Язык: { $language }
sources-other-language = другой
sources-reading-count =
    { $count ->
        [one] 📰 { $count } статья
        [few] 📰 { $count } статьи
       *[many] 📰 { $count } статей
    }
sources-reading-newest = Последние заголовки:
sources-hint = Название: /sources rename { $id } Имя · Заголовки запроса: /sources header { $id } Имя: значение
sources-hint-name = Название: /sources rename { $id } Имя
sources-usage =
    Так: /sources add https://… или @канал
    /sources rename 12 Имя
    /sources language 12 uk
    /sources topics 12 спорт, наука
    /sources header 12 Имя: значение
    /sources opml
    Номер источника есть в его карточке: её открывают кнопки под /sources, там же его останавливают и убирают.
sources-renamed = Источник называется «{ $title }». Так будут подписаны новые статьи.
sources-language-set = «{ $title }»: язык статей — { $language }.
sources-language-unset = «{ $title }»: язык узнаю по тексту.
sources-headers-set = «{ $title }»: с запросом отправляю { $names }. Значений не показываю; сообщение с ними удалил.
sources-headers-none = «{ $title }»: своих заголовков в запросе нет.
sources-headers = ✉️ Заголовки запроса: { $names }
sources-known = Этот источник уже есть: { $url }
sources-unknown = Источника { $url } нет.
sources-removed = Убрал «{ $title }». Статьи остались.
sources-topics = { $url } — это { $topics }. Учту со следующей статьи.
sources-no-topics = { $url }: темы решит текст каждой статьи.
sources-topics-ask = О чём «{ $title }»? Отметьте темы: учту их вместе с текстом, со следующей статьи.
sources-language-ask = На каком языке пишет «{ $title }»? Подскажите, если я ошибаюсь.
sources-language-any = По тексту
sources-remove-ask = Убрать «{ $title }»? Статьи останутся.
sources-remove-sure = Да, убрать
sources-fetched =
    { $count ->
        [one] { $count } новая статья
        [few] { $count } новые статьи
       *[many] { $count } новых статей
    }
sources-fetched-nothing = Нового нет.
sources-why-well = Всё в порядке.
sources-why-paused = Не читаю: { $reason }.
sources-why-failing =
    { $count ->
        [one] Не читается. Первый сбой: { $since }; причина: { $reason }. Попробую { $next }.
        [few] Не читается. Первый сбой: { $since }, подряд { $count } раза; причина: { $reason }. Попробую { $next }.
       *[many] Не читается. Первый сбой: { $since }, подряд { $count } раз; причина: { $reason }. Попробую { $next }.
    }
sources-trouble = Источники, которые не читаются
sources-trouble-line = { $title }: { $reason }
sources-trouble-more = И ещё { $count }.
sources-trouble-hint = Пробую дальше сам, кроме остановленных. Подробнее: /sources
button-source-pause = Пауза
button-source-resume = Читать снова
button-source-fetch = Прочесть сейчас
button-source-language = Язык
button-source-why = Почему?
button-source-remove = Убрать
sources-several = У сайта несколько лент. Какую читать?
sources-imported = Добавлено: { $added }, уже было: { $known }.
sources-refused = Не подошли: { $count }.
sources-list = Источников в списке: { $count }. Файл OPML откроет любой RSS-ридер.
