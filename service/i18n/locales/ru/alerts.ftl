## Alerts

alert-because = Вы следите: { $terms }
alert-story = Новое в сюжете, за которым вы следите
alert-batch =
    { $count ->
        [one] Ещё { $count } статья о том, за чем вы следите
        [few] Ещё { $count } статьи о том, за чем вы следите
       *[many] Ещё { $count } статей о том, за чем вы следите
    }
alert-more = И ещё { $count } — расскажу в сводке.
