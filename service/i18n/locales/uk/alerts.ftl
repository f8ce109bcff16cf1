## Alerts

alert-because = Ви стежите: { $terms }
alert-story = Нове в сюжеті, за яким ви стежите
alert-batch =
    { $count ->
        [one] Ще { $count } стаття про те, за чим ви стежите
        [few] Ще { $count } статті про те, за чим ви стежите
       *[many] Ще { $count } статей про те, за чим ви стежите
    }
alert-more = І ще { $count } — розповім у зведенні.
