## The settings menu

settings-title = Настройки
settings-digest = Сводка
settings-language = Язык и вид
settings-breaking = Срочное и тихие часы
settings-account = Пауза и данные
settings-account-about = Избранные и скрытые источники, пауза; что я о вас храню и как это удалить.
settings-hint = Нажмите кнопку, чтобы изменить.
settings-closed = Настройки сохранены.
next-digest = Ближайшая сводка — { $moment }.
next-digest-crowded = Ближайшая сводка — { $moment }. Это время выбрали очень многие, поэтому она может прийти раньше, но не раньше чем { $earliest }.
button-free-time = Свободнее в { $clock }
next-after-pause = Сводка на паузе. Вернётся сама: { $moment }.
next-paused = Сводка на паузе, пока вы не вернётесь: /resume
next-none = Сводка ещё не назначена. Начать — /start
topics-every = Все темы
topics-count =
    { $count ->
        [one] { $count } тема
        [few] { $count } темы
       *[many] { $count } тем
    }
digest-size-short = Коротко
digest-size-normal = Длина: обычная
digest-size-long = Подробно
breaking-on = Срочные новости: да
breaking-silent = Срочные новости: без звука
breaking-off = Срочные новости: нет
weekly-on = Обзор недели по воскресеньям: да
weekly-off = Обзор недели по воскресеньям: нет
empty-on = Если новостей нет: сообщать
empty-off = Если новостей нет: молчать
button-settings = Настройки
style-plain = Вид: обычный
style-rich = Вид: журнальный
quiet-off = Тихие часы: нет
quiet-silent = Тихие часы: { $start }–{ $end }, без звука
quiet-held = Тихие часы: { $start }–{ $end }, придержать до утра
quiet-ask = Когда срочные новости не должны вас будить? Выберите или напишите: /quiet 23:30–7:15
quiet-unclear = Не понял часы. Напишите так: /quiet 23:30–7:15
button-quiet-silent = Присылать без звука
button-quiet-hold = Придержать до утра
button-quiet-off = Не нужны
style-sample-title = Журнальный вид
style-sample = Так будут выглядеть сводки и статьи: настоящие заголовки, списки и цитаты, а длинный текст — одним сообщением.
style-sample-item = Работает в новых версиях Telegram; в старых сообщение не видно.
style-sample-quote = Если вы это читаете, всё получилось.
style-way-back = Не видите сообщения выше? Значит, ваш Telegram его не показывает; вернитесь к обычному виду.
style-impossible = Сервер Telegram пока не поддерживает журнальный вид; оставил обычный.
button-plain-again = Вернуть обычный вид

## Digest times, weekdays and languages

digest-times-title = Время сводки
digest-times-hint = { $chat ->
    [private] Выберите или напишите час: «8», «7:30», «9 вечера».
   *[group] Выберите час. Если нужного здесь нет, ответьте на это сообщение: /time 7:30
}
digest-times-hint-many = { $chat ->
    [private] Отметьте до трёх часов или напишите их: «8, 13, 20:30». Каждая сводка расскажет о том, чего не было в предыдущей.
   *[group] Отметьте до трёх часов. Каждая сводка расскажет о том, чего не было в предыдущей. Если нужного часа здесь нет, ответьте на это сообщение: /time 8, 13, 20:30
}
digest-times-too-many = Больше трёх сводок в день не бывает. Сначала снимите одну.
digest-times-at-least-one = Хотя бы один час нужен. Чтобы сводка не приходила, поставьте её на паузу.
button-many-times = Несколько раз в день
weekdays-title = Дни сводки
weekdays-hint = Отметьте дни, в которые её ждать. Новости остальных дней придут в ближайший из них.
button-workdays = По будням
button-every-day = Каждый день
weekdays-every = Каждый день
weekdays-work = По будням
weekdays-end = По выходным
language-ask = На каком языке говорить?
language-saved = Теперь говорю по-русски.
language-unclear = Я говорю по-русски, по-украински и по-английски: /language ru, /language uk или /language en
languages-title = Языки статей
languages-hint = На каких языках вы читаете? Без отметок в сводке будут новости на том языке, на котором мы говорим.
languages-own = Статьи: на моём языке
languages-chosen = Статьи: { $languages }
languages-other = Другие языки

## Time zone

timezone-title = Часовой пояс
timezone-is = Сейчас это { $zone }, и у вас { $clock }.
timezone-hint = { $chat ->
    [private] Выберите город или напишите свой: «Одесса», «Польша», «UTC+3».
   *[group] Выберите город. Если вашего здесь нет, ответьте на это сообщение: /timezone Одесса
}
timezone-saved = Часовой пояс: { $zone }, у вас сейчас { $clock }. { $next }
timezone-unclear = Не знаю часового пояса «{ $text }». Напишите город, например: /timezone Киев
region-europe = Европа и Атлантика
region-asia = Азия
region-america = Америка
region-africa = Африка
region-oceania = Австралия и Океания

## Pause

pause-title = Пауза
pause-ask = На сколько сделать паузу?
pause-hint = { $chat ->
    [private] На паузе не приходит ничего: ни сводки, ни срочные новости. Когда срок кончится, я вернусь и скажу об этом. Можно и написать: «3 дня», «до пятницы», «до 25 июля».
   *[group] На паузе не приходит ничего: ни сводки, ни срочные новости. Когда срок кончится, я вернусь и скажу об этом. Нужен другой срок — ответьте на это сообщение: /pause 3 дня
}
button-pause-day = На день
button-pause-monday = До понедельника
button-pause-week = На неделю
button-pause-open = Пока не вернусь
button-pause-over = Вернуть сводку
pause-ends = Сводка снова будет приходить.
pause-over = Пауза закончилась: сводка снова с вами.
pause-unclear = Не понял, на сколько. Напишите так: /pause 3 дня, /pause до пятницы, /pause до 25 июля
