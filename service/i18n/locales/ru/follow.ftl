# Following and muting
follow-title = За чем вы следите
follow-hint = «Сразу» — напишу, как только выйдет статья; если их много, остальные за час придут одним сообщением. «В сводке» — поставлю в сводке первыми. Нажмите на слово, чтобы переключить.
follow-none = Пока ни за чем. Напишите слово, имя или фразу, несколько — через запятую: /follow Азербайджан, Ильхам Алиев, железная дорога
follow-added = Слежу: { $terms }.
follow-moved = Больше не скрываю, а слежу: { $terms }.
follow-known = Уже слежу: { $terms }.
follow-not-subscribed = Пока вы не подписаны, ни сводка, ни сообщения не приходят. Подписаться — /start
follow-paused = Сейчас всё на паузе, сообщения не приходят. Вернуть — /resume
mute-title = Что вы скрыли
mute-hint = Новостей с этими словами не будет ни в сводке, ни в сообщениях. Поиск их по-прежнему находит.
mute-none = Пока ничего. Напишите слово, имя или фразу, несколько — через запятую: /mute гороскоп, звёзды шоу-бизнеса
mute-added = Скрываю: { $terms }.
mute-moved = Больше не слежу, а скрываю: { $terms }.
mute-known = Уже скрываю: { $terms }.
term-too-many = Не поместилось: { $terms }. Запоминаю не больше { $most } слов и фраз; уберите те, что больше не нужны.
term-empty = Здесь нет слова: { $terms }.
term-short = Слишком коротко: { $terms }. Нужно слово хотя бы из двух букв.
term-long = Слишком длинно: { $terms }. Помещается { $words } слов и { $characters } знаков; несколько разных слов напишите через запятую.
term-common = { $terms } — это есть почти в каждой статье. Добавьте слово поточнее.
how-at-once = сразу
how-in-digest = в сводке
button-remove-term = Убрать: { $term }
button-followed = За чем я слежу
button-muted = Скрытое
button-follow-name = Следить: { $term }
button-following = Слежу: { $term }
button-follow-search = Следить за этим
button-stop-following = Не следить: { $term }
toast-at-once = Слежу: { $term }. Напишу сразу, как выйдет статья. Изменить или убрать — /follow
toast-at-once-phrase = Слежу: «{ $term }». Напишу сразу, как эти слова встретятся в статье рядом. Изменить или убрать — /follow
toast-in-digest = Слежу: { $term }. Такие новости встанут в сводке первыми. Нажмите ещё раз, чтобы отменить; присылать сразу — /follow
toast-name-unfollowed = Больше не слежу: { $term }. Нажмите ещё раз, чтобы вернуть.
toast-unfollowed = Больше не слежу: { $term }. Вернуть — /follow { $term }
toast-unmuted = Больше не скрываю: { $term }. Вернуть — /mute { $term }
toast-how-at-once = { $term }: напишу сразу
toast-how-in-digest = { $term }: расскажу в сводке
toast-not-followed = За этим вы уже не следите. Весь список — /follow
digest-followed = вы следите: { $terms }
# Alerts
alert-because = Вы следите: { $terms }
alert-gathered =
    { $count ->
        [one] Ещё { $count } статья о том, за чем вы следите
        [few] Ещё { $count } статьи о том, за чем вы следите
       *[many] Ещё { $count } статей о том, за чем вы следите
    }
alert-more = И ещё { $count } — расскажу в сводке.
