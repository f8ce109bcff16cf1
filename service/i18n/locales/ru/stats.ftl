# Numbers for editors
stats-title =
    { $days ->
        [one] Цифры за { $days } день
        [few] Цифры за { $days } дня
       *[many] Цифры за { $days } дней
    }
stats-readers = Читатели
stats-deliveries = Доставка
stats-sent = доставлено
stats-failed = не доставлено
stats-reading = Чтение
stats-opened = открыто статей
stats-searched = поиски
stats-new-articles = Новые статьи
stats-line-readers = Читатели: { $active }, на паузе { $paused }, недоступно { $gone }. Пришло { $joined }, ушло { $left }.
stats-line-deliveries = Доставка: дошло { $sent }, не дошло { $failed }, ждёт { $waiting }.
stats-line-reading = Чтение: открыто статей { $opened }, поисков { $searched }, из них напрасно { $vain }.
stats-line-sources = Источники: { $sources }, из них не читается { $failing }. Новых статей { $filed }; в архиве статей { $articles }, историй { $stories }.
stats-vain-title =
    { $days ->
        [one] Искали и не нашли за { $days } день
        [few] Искали и не нашли за { $days } дня
       *[many] Искали и не нашли за { $days } дней
    }
stats-vain-line =
    { $count ->
        [one] { $query }: { $count } читатель
        [few] { $query }: { $count } читателя
       *[many] { $query }: { $count } читателей
    }
stats-vain-none = Ничего такого, о чём спросили хотя бы двое.
stats-vain-why = Что искал кто-то один, здесь не видно: это его дело.
button-days =
    { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    }
button-in-vain = Искали и не нашли
