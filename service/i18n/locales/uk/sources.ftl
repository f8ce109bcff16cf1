## Sources

sources-title = Джерела
sources-none = Джерел ще немає. Додати: /sources add https://… або @канал
sources-needed = ⚠️ Джерел ще немає, тож читачам нічого надіслати. Додайте стрічку, сайт або канал: /sources add https://… або @канал. Власну статтю додасть /add
sources-last = остання стаття { $moment }
sources-silent = мовчить понад тиждень, остання стаття { $moment }
sources-empty = відповідає, але статей не було
sources-new = ще не читав
sources-failing =
    { $count ->
        [one] { $count } збій: { $reason }
        [few] { $count } збої поспіль: { $reason }
       *[many] { $count } збоїв поспіль: { $reason }
    }
sources-a-day =
    { $count ->
        [one] { $count } стаття на день
        [few] { $count } статті на день
       *[many] { $count } статей на день
    }
sources-a-week =
    { $count ->
        [one] { $count } стаття за тиждень
        [few] { $count } статті за тиждень
       *[many] { $count } статей за тиждень
    }
sources-next = Наступна перевірка: { $moment }
sources-added = Додав { $url }. Перші статті з’являться протягом хвилини.
sources-added-unread = Додав { $url }, але прочитати поки що не вдалося: { $reason }. Спробую ще.
sources-reading-language = 🌐 Мова: { $language }
sources-other-language = інша
sources-reading-count =
    { $count ->
        [one] 📰 { $count } стаття
        [few] 📰 { $count } статті
       *[many] 📰 { $count } статей
    }
sources-reading-newest = Останні заголовки:
sources-hint = Назва: /sources rename { $id } Ім’я · Заголовки запиту: /sources header { $id } Ім’я: значення
sources-hint-name = Назва: /sources rename { $id } Ім’я
sources-usage =
    Так: /sources add https://… або @канал
    /sources rename 12 Ім’я
    /sources language 12 uk
    /sources topics 12 спорт, наука
    /sources header 12 Ім’я: значення
    /sources opml
    Номер джерела є в його картці: її відкривають кнопки під /sources, там само його зупиняють і прибирають.
sources-renamed = Джерело називається «{ $title }». Так будуть підписані нові статті.
sources-language-set = «{ $title }»: мова статей — { $language }.
sources-language-unset = «{ $title }»: мову визначаю за текстом.
sources-headers-set = «{ $title }»: із запитом надсилаю { $names }. Значень не показую; повідомлення з ними видалив.
sources-headers-none = «{ $title }»: власних заголовків у запиті немає.
sources-headers = ✉️ Заголовки запиту: { $names }
sources-known = Це джерело вже є: { $url }
sources-unknown = Джерела { $url } немає.
sources-removed = Прибрав «{ $title }». Статті лишилися.
sources-topics = { $url } — це { $topics }. Врахую з наступної статті.
sources-no-topics = { $url }: теми вирішить текст кожної статті.
sources-topics-ask = Про що «{ $title }»? Позначте теми: врахую їх разом із текстом, з наступної статті.
sources-language-ask = Якою мовою пише «{ $title }»? Підкажіть, якщо я помиляюся.
sources-language-any = За текстом
sources-remove-ask = Прибрати «{ $title }»? Статті лишаться.
sources-remove-sure = Так, прибрати
sources-fetched =
    { $count ->
        [one] { $count } нова стаття
        [few] { $count } нові статті
       *[many] { $count } нових статей
    }
sources-fetched-nothing = Нового немає.
sources-why-well = Усе гаразд.
sources-why-paused = Не читаю: { $reason }.
sources-why-failing =
    { $count ->
        [one] Не читається. Перший збій: { $since }; причина: { $reason }. Спробую { $next }.
        [few] Не читається. Перший збій: { $since }, поспіль { $count } рази; причина: { $reason }. Спробую { $next }.
       *[many] Не читається. Перший збій: { $since }, поспіль { $count } разів; причина: { $reason }. Спробую { $next }.
    }
sources-trouble = Джерела, які не читаються
sources-trouble-line = { $title }: { $reason }
sources-trouble-more = І ще { $count }.
sources-trouble-hint = Пробую далі сам, крім зупинених. Докладніше: /sources
button-source-pause = Пауза
button-source-resume = Читати знову
button-source-fetch = Прочитати зараз
button-source-language = Мова
button-source-why = Чому?
button-source-remove = Прибрати
sources-several = На сайті кілька стрічок. Яку читати?
sources-imported = Додано: { $added }, вже було: { $known }.
sources-refused = Не підійшли: { $count }.
sources-list = Джерел у списку: { $count }. Файл OPML відкриє будь-який RSS-рідер.
