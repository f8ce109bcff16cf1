## Following and muting

follow-title = За чем вы следите
follow-hint = «Сразу» — напишу, как только выйдет статья; если их много, остальные за час придут одним сообщением. «В сводке» — поставлю в сводке первыми. Нажмите на слово, чтобы переключить.
follow-none = Слов и имён пока нет. Напишите слово, имя или фразу, несколько — через запятую: /follow Азербайджан, Ильхам Алиев, железная дорога
follow-added = Слежу: { $terms }.
follow-moved = Больше не скрываю, а слежу: { $terms }.
follow-known = Уже слежу: { $terms }.
follow-not-subscribed = Пока вы не подписаны, ни сводка, ни сообщения не приходят. Подписаться — /start
follow-paused = Сейчас всё на паузе, сообщения не приходят. Вернуть — /resume
mute-title = Что вы скрыли
mute-hint = Новостей с этими словами не будет ни в сводке, ни в сообщениях. Поиск их по-прежнему находит.
mute-none = Скрытых слов пока нет. Напишите слово, имя или фразу, несколько — через запятую: /mute гороскоп, звёзды шоу-бизнеса
mute-added = Скрываю: { $terms }.
mute-moved = Больше не слежу, а скрываю: { $terms }.
mute-known = Уже скрываю: { $terms }.
term-too-many = Не поместилось: { $terms }. Запоминаю не больше { $most } слов и фраз; уберите те, что больше не нужны.
term-empty = Здесь нет слова: { $terms }.
term-short = Слишком коротко: { $terms }. Нужно слово хотя бы из двух букв.
term-long = Слишком длинно: { $terms }. Помещается { $words } слов и { $characters } знаков; несколько разных слов напишите через запятую.
term-common = { $terms } встречается почти в каждой статье. Уточните.
notify-instant = сразу
notify-digest = в сводке
button-remove-term = Убрать: { $term }
button-relatives = И родственные слова: { $words }
button-followed = За чем я слежу
button-muted = Скрытое
button-following = Слежу: { $term }
button-follow-search = Следить
button-stop-following = Не следить: { $term }
toast-relatives = «{ $term }» — теперь и с родственными словами.
toast-instant = Слежу: { $term }. Напишу сразу, как выйдет статья. Изменить или убрать — /follow
toast-instant-phrase = Слежу: «{ $term }». Напишу сразу, как эти слова встретятся в статье рядом. Изменить или убрать — /follow
toast-in-digest = Слежу: { $term }. Такие новости встанут в сводке первыми. Нажмите ещё раз, чтобы отменить; присылать сразу — /follow
toast-name-unfollowed = Больше не слежу: { $term }. Нажмите ещё раз, чтобы вернуть.
toast-unfollowed = Больше не слежу: { $term }. Вернуть — /follow { $term }
toast-unmuted = Больше не скрываю: { $term }. Вернуть — /mute { $term }
toast-notify-instant = { $term }: напишу сразу
toast-notify-digest = { $term }: расскажу в сводке
toast-not-followed = За этим вы уже не следите. Весь список — /follow
digest-followed = вы следите: { $terms }
button-mute-name = Скрыть
button-name-muted = Скрыто
button-choices = Следить…
toast-name-muted = Скрыто: { $term }. Таких новостей больше не покажу. Нажмите ещё раз, чтобы вернуть; весь список — /mute
toast-name-unmuted = Больше не скрываю: { $term }.

## Followed and muted sources

button-follow-source = Источник: следить
button-source-followed = Источник: слежу
button-mute-source = Источник: скрыть
button-source-muted = Источник: скрыт
toast-source-followed = Слежу за источником «{ $source }»: его новости встанут в сводке первыми.
toast-source-muted = Скрываю «{ $source }». Если о том же пишут и другие, покажу их статью.
toast-source-neutral = «{ $source }»: снова как все источники.
sources-full = Больше { $most } источников не запомню. Уберите лишние: /settings → «Источники».
source-unknown = Источника «{ $source }» в архиве нет.
source-ambiguous = «{ $source }» — это несколько источников, например { $names }. Напишите точнее.
source-followed = { $source } — слежу
source-muted = { $source } — скрыт
chosen-sources-title = Источники: слежу и скрываю
chosen-sources-hint = Новости источников, за которыми вы следите, стоят в сводке первыми. Вместо статьи скрытого источника покажу чужую о том же, если она есть. Поиск находит всё. Нажмите на источник, чтобы убрать его.
chosen-sources-none = Пока никаких. Под статьёй нажмите «Следить…» или напишите: /mute источник:Вестник

## Followed stories

button-follow-story = Следить за сюжетом
button-story-followed = Слежу за сюжетом
button-stop-story = Не следить за сюжетом
button-stories = Сюжеты: { $count }
toast-story-followed = Слежу за сюжетом: о каждой новой статье напишу сразу. Если три дня ничего не выйдет, перестану. Изменить — /follow
toast-story-unfollowed = Больше не слежу за этим сюжетом.
stories-title = Сюжеты, за которыми вы следите
stories-hint = «Сразу» — напишу о каждой новой статье, «в сводке» — поставлю сюжет в сводке первым. Нажмите на сюжет, чтобы переключить. Если три дня ничего не выйдет, перестану следить сам.
stories-none = Пока ни за одним. Под каждой статьёй есть кнопка «Следить за сюжетом».
stories-full = Больше { $most } сюжетов сразу не отслежу. Уберите лишние: /follow
digest-followed-story = вы следите за сюжетом
