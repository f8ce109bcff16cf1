## Following and muting

follow-title = За чим ви стежите
follow-hint = «Одразу» — напишу, щойно вийде стаття; якщо їх багато, решта за годину прийде одним повідомленням. «У зведенні» — поставлю у зведенні першими. Натисніть на слово, щоб перемкнути.
follow-none = Слів та імен поки що немає. Напишіть слово, ім’я або фразу, кілька — через кому: /follow Азербайджан, Ільхам Алієв, залізниця
follow-added = Стежу: { $terms }.
follow-moved = Більше не приховую, а стежу: { $terms }.
follow-known = Уже стежу: { $terms }.
follow-not-subscribed = Поки ви не підписані, ні зведення, ні повідомлення не надходять. Підписатися — /start
follow-paused = Зараз усе на паузі, повідомлення не надходять. Повернути — /resume
mute-title = Що ви приховали
mute-hint = Новин із цими словами не буде ні у зведенні, ні в повідомленнях. Пошук їх, як і раніше, знаходить.
mute-none = Прихованих слів поки що немає. Напишіть слово, ім’я або фразу, кілька — через кому: /mute гороскоп, зірки шоу-бізнесу
mute-added = Приховую: { $terms }.
mute-moved = Більше не стежу, а приховую: { $terms }.
mute-known = Уже приховую: { $terms }.
term-too-many = Не помістилося: { $terms }. Запам’ятовую щонайбільше { $most } слів і фраз; приберіть ті, що вже не потрібні.
term-empty = Тут немає слова: { $terms }.
term-short = Надто коротко: { $terms }. Потрібне слово хоча б із двох літер.
term-long = Надто довго: { $terms }. Вміщається { $words } слів і { $characters } знаків; кілька різних слів напишіть через кому.
term-common = { $terms } трапляється майже в кожній статті. Уточніть.
notify-instant = одразу
notify-digest = у зведенні
button-remove-term = Прибрати: { $term }
button-relatives = І споріднені слова: { $words }
button-followed = За чим я стежу
button-muted = Приховане
button-following = Стежу: { $term }
button-follow-search = Стежити
button-stop-following = Не стежити: { $term }
toast-relatives = «{ $term }» — тепер і зі спорідненими словами.
toast-instant = Стежу: { $term }. Напишу одразу, щойно вийде стаття. Змінити або прибрати — /follow
toast-instant-phrase = Стежу: «{ $term }». Напишу одразу, щойно ці слова трапляться в статті поруч. Змінити або прибрати — /follow
toast-in-digest = Стежу: { $term }. Такі новини стануть у зведенні першими. Натисніть ще раз, щоб скасувати; надсилати одразу — /follow
toast-name-unfollowed = Більше не стежу: { $term }. Натисніть ще раз, щоб повернути.
toast-unfollowed = Більше не стежу: { $term }. Повернути — /follow { $term }
toast-unmuted = Більше не приховую: { $term }. Повернути — /mute { $term }
toast-notify-instant = { $term }: напишу одразу
toast-notify-digest = { $term }: розповім у зведенні
toast-not-followed = За цим ви вже не стежите. Увесь список — /follow
digest-followed = ви стежите: { $terms }
button-mute-name = Приховати
button-name-muted = Приховано
button-choices = Стежити…
toast-name-muted = Приховано: { $term }. Таких новин більше не покажу. Натисніть ще раз, щоб повернути; увесь список — /mute
toast-name-unmuted = Більше не приховую: { $term }.

## Followed and muted sources

button-follow-source = Джерело: стежити
button-source-followed = Джерело: стежу
button-mute-source = Джерело: приховати
button-source-muted = Джерело: приховано
toast-source-followed = Стежу за джерелом «{ $source }»: його новини стануть у зведенні першими.
toast-source-muted = Приховую «{ $source }». Якщо про те саме пишуть і інші, покажу їхню статтю.
toast-source-neutral = «{ $source }»: знову як усі джерела.
sources-full = Понад { $most } джерел не запам’ятаю. Приберіть зайві: /settings → «Джерела».
source-unknown = Джерела «{ $source }» в архіві немає.
source-ambiguous = «{ $source }» — це кілька джерел, наприклад { $names }. Напишіть точніше.
source-followed = { $source } — стежу
source-muted = { $source } — приховано
chosen-sources-title = Джерела: стежу й приховую
chosen-sources-hint = Новини джерел, за якими ви стежите, у зведенні перші. Замість статті прихованого джерела покажу чужу про те саме, якщо вона є. Пошук знаходить усе. Натисніть на джерело, щоб прибрати його.
chosen-sources-none = Поки що жодних. Під статтею натисніть «Стежити…» або напишіть: /mute джерело:Вісник

## Followed stories

button-follow-story = Стежити за сюжетом
button-story-followed = Стежу за сюжетом
button-stop-story = Не стежити за сюжетом
button-stories = Сюжети: { $count }
toast-story-followed = Стежу за сюжетом: про кожну нову статтю напишу одразу. Якщо три дні нічого не вийде, перестану. Змінити — /follow
toast-story-unfollowed = Більше не стежу за цим сюжетом.
stories-title = Сюжети, за якими ви стежите
stories-hint = «Одразу» — напишу про кожну нову статтю, «у зведенні» — поставлю сюжет у зведенні першим. Натисніть на сюжет, щоб перемкнути. Якщо три дні нічого не вийде, перестану стежити сам.
stories-none = Поки що за жодним. Під кожною статтею є кнопка «Стежити за сюжетом».
stories-full = Більше ніж { $most } сюжетів одночасно не відстежу. Приберіть зайві: /follow
digest-followed-story = ви стежите за сюжетом
