# The digest
digest-title = Digest: { $day }
digest-more =
    { $count ->
        [one] And { $count } more story on your topics.
       *[other] And { $count } more stories on your topics.
    }
digest-empty = Nothing new on your topics this time. As soon as there is something to tell, it will come at your hour.
digest-empty-now = Nothing new yet. Your topics: /topics
digest-will-be-quiet = All right, I will not write when there is no news.
sources-more = { $count } more
