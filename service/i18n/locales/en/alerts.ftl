## Alerts

alert-because = You follow: { $terms }
alert-story = News in a story that you follow
alert-batch =
    { $count ->
        [one] { $count } more article on what you follow
       *[other] { $count } more articles on what you follow
    }
alert-more = And { $count } more: they come in the digest.
