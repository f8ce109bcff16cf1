# Settings
settings-title = Настройки
settings-hint = Нажмите на то, что хотите изменить.
settings-closed = Настройки сохранены.
next-digest = Ближайшая сводка — { $moment }.
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
length-short = Коротко
length-normal = Обычная длина
length-long = Подробно
breaking-on = Срочные новости: да
breaking-silent = Срочные новости: без звука
breaking-off = Срочные новости: нет
weekly-on = Обзор недели по воскресеньям: да
weekly-off = Обзор недели по воскресеньям: нет
empty-on = Если новостей нет: сообщать
empty-off = Если новостей нет: молчать
button-settings = Настройки
style-plain = Вид: обычный
style-rich = Вид: нарядный
quiet-off = Тихие часы: нет
quiet-silent = Тихие часы: { $start }–{ $end }, без звука
quiet-held = Тихие часы: { $start }–{ $end }, потом
quiet-ask = Когда срочные новости не должны вас будить? Выберите или напишите: /quiet 23:30–7:15
quiet-unclear = Не понял часы. Напишите так: /quiet 23:30–7:15
button-quiet-silent = Присылать без звука
button-quiet-hold = Придержать до утра
button-quiet-off = Не нужны
style-sample-title = Нарядный вид
style-sample = Так будут выглядеть сводки и статьи: настоящие заголовки, списки и цитаты, а длинный текст — одним сообщением.
style-sample-item = Новым версиям Telegram он знаком, старым нет.
style-sample-quote = Если вы это читаете, всё получилось.
style-way-back = Не видите сообщения выше? Значит, ваш Telegram его не показывает; вернитесь к обычному виду.
style-impossible = Этот сервер Telegram ещё не знает нарядного вида; оставил обычный.
button-plain-again = Вернуть обычный вид
