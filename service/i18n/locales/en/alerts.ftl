## Alerts

alert-because = You follow: { $terms }
alert-story = News in a story you follow
alert-batch =
    { $count ->
        [one] { $count } more article on what you follow
       *[other] { $count } more articles on what you follow
    }
alert-more = And { $count } more, in the digest.
