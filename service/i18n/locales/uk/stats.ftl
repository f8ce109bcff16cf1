# Numbers for editors
stats-title =
    { $days ->
        [one] Цифри за { $days } день
        [few] Цифри за { $days } дні
       *[many] Цифри за { $days } днів
    }
stats-readers = Читачі
stats-deliveries = Доставка
stats-sent = доставлено
stats-failed = не доставлено
stats-reading = Читання
stats-opened = відкрито статей
stats-searched = пошуки
stats-new-articles = Нові статті
stats-line-readers = Читачі: { $active }, на паузі { $paused }, недоступно { $gone }. Прийшло { $joined }, пішло { $left }.
stats-line-deliveries = Доставка: дійшло { $sent }, не дійшло { $failed }, чекає { $waiting }.
stats-line-reading = Читання: відкрито статей { $opened }, пошуків { $searched }, з них марно { $vain }.
stats-line-sources = Джерела: { $sources }, з них не читається { $failing }. Нових статей { $filed }; в архіві статей { $articles }, історій { $stories }.
stats-vain-title =
    { $days ->
        [one] Шукали й не знайшли за { $days } день
        [few] Шукали й не знайшли за { $days } дні
       *[many] Шукали й не знайшли за { $days } днів
    }
stats-vain-line =
    { $count ->
        [one] { $query }: { $count } читач
        [few] { $query }: { $count } читачі
       *[many] { $query }: { $count } читачів
    }
stats-vain-none = Нічого такого, про що спитали хоча б двоє.
stats-vain-why = Що шукав хтось один, тут не видно: це його справа.
button-days =
    { $days ->
        [one] { $days } день
        [few] { $days } дні
       *[many] { $days } днів
    }
button-in-vain = Шукали й не знайшли
