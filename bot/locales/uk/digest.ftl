# Зведення
digest-title = Зведення: { $day }
digest-more =
    { $count ->
        [one] І ще { $count } історія за вашими темами.
        [few] І ще { $count } історії за вашими темами.
       *[many] І ще { $count } історій за вашими темами.
    }
digest-empty = За цей час за вашими темами нічого не вийшло. Щойно буде що розповісти, надішлю у ваш час.
digest-empty-now = Поки нічого нового. Ваші теми — /topics
digest-will-be-quiet = Добре, без новин не писатиму.
sources-more = ще { $count }
