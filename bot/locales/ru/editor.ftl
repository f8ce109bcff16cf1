editors-only = Это для редакторов.
breaking-usage = Напишите новость после команды: /breaking Текст новости
breaking-preview =
    { $count ->
        [one] № { $id }. Так это увидит { $count } читатель. Отправить?
        [few] № { $id }. Так это увидят { $count } читателя. Отправить?
       *[many] № { $id }. Так это увидят { $count } читателей. Отправить?
    }
breaking-nobody = № { $id }. Сейчас срочные новости не получает никто: отправлять некому.
breaking-cancelled = № { $id }. Отменено, никто ничего не получил.
breaking-already = С № { $id } уже всё решено.
breaking-running = № { $id }. Отправляю: доставлено { $sent }, не доставлено { $failed }, осталось { $left }.
breaking-report = № { $id }. Готово: доставлено { $sent }, не доставлено { $failed }.
sources-title = Источники
sources-none = Источников пока нет. Добавить: /sources add https://…
sources-line-well = { $title } — { $moment }
sources-line-new = { $title } — ещё не читал
sources-line-failing =
    { $count ->
        [one] { $title } — { $count } сбой: { $reason }
        [few] { $title } — { $count } сбоя подряд: { $reason }
       *[many] { $title } — { $count } сбоев подряд: { $reason }
    }
sources-line-paused = { $title } — на паузе
sources-added = Добавил { $url }. Прочту в течение минуты.
sources-known = { $url } уже есть.
stats-title = Цифры
stats-body =
    Читателей: { $active }, на паузе { $paused }, недоступны { $gone }
    Статей: { $articles }, историй { $stories }
    Источников: { $sources }
    Доставлено: { $sent }, ждёт { $waiting }, не доставлено { $failed }
