# Following and muting
follow-title = За чим ви стежите
follow-hint = «Одразу» — напишу, щойно вийде стаття; якщо їх багато, решта за годину прийде одним повідомленням. «У зведенні» — поставлю у зведенні першими. Натисніть на слово, щоб перемкнути.
follow-none = Поки що ні за чим. Напишіть слово, ім’я або фразу, кілька — через кому: /follow Азербайджан, Ільхам Алієв, залізниця
follow-added = Стежу: { $terms }.
follow-moved = Більше не приховую, а стежу: { $terms }.
follow-known = Уже стежу: { $terms }.
follow-not-subscribed = Поки ви не підписані, ні зведення, ні повідомлення не надходять. Підписатися — /start
follow-paused = Зараз усе на паузі, повідомлення не надходять. Повернути — /resume
mute-title = Що ви приховали
mute-hint = Новин із цими словами не буде ні у зведенні, ні в повідомленнях. Пошук їх, як і раніше, знаходить.
mute-none = Поки що нічого. Напишіть слово, ім’я або фразу, кілька — через кому: /mute гороскоп, зірки шоу-бізнесу
mute-added = Приховую: { $terms }.
mute-moved = Більше не стежу, а приховую: { $terms }.
mute-known = Уже приховую: { $terms }.
term-too-many = Не помістилося: { $terms }. Запам’ятовую щонайбільше { $most } слів і фраз; приберіть ті, що вже не потрібні.
term-empty = Тут немає слова: { $terms }.
term-short = Закоротко: { $terms }. Потрібне слово хоча б із двох літер.
term-long = Задовго: { $terms }. Вміщається { $words } слів і { $characters } знаків; кілька різних слів напишіть через кому.
term-common = { $terms } — це є майже в кожній статті. Додайте точніше слово.
how-at-once = одразу
how-in-digest = у зведенні
button-remove-term = Прибрати: { $term }
button-followed = За чим я стежу
button-muted = Приховане
button-follow-name = Стежити: { $term }
button-following = Стежу: { $term }
button-follow-search = Стежити за цим
button-stop-following = Не стежити: { $term }
toast-at-once = Стежу: { $term }. Напишу одразу, щойно вийде стаття. Змінити або прибрати — /follow
toast-at-once-phrase = Стежу: «{ $term }». Напишу одразу, щойно ці слова трапляться в статті поруч. Змінити або прибрати — /follow
toast-in-digest = Стежу: { $term }. Такі новини стануть у зведенні першими. Натисніть ще раз, щоб скасувати; надсилати одразу — /follow
toast-name-unfollowed = Більше не стежу: { $term }. Натисніть ще раз, щоб повернути.
toast-unfollowed = Більше не стежу: { $term }. Повернути — /follow { $term }
toast-unmuted = Більше не приховую: { $term }. Повернути — /mute { $term }
toast-how-at-once = { $term }: напишу одразу
toast-how-in-digest = { $term }: розповім у зведенні
toast-not-followed = За цим ви вже не стежите. Увесь список — /follow
digest-followed = ви стежите: { $terms }
# Alerts
alert-because = Ви стежите: { $terms }
alert-gathered =
    { $count ->
        [one] Ще { $count } стаття про те, за чим ви стежите
        [few] Ще { $count } статті про те, за чим ви стежите
       *[many] Ще { $count } статей про те, за чим ви стежите
    }
alert-more = І ще { $count } — розповім у зведенні.
