# Numbers for editors
stats-title =
    { $days ->
        [one] The last day in numbers
       *[other] The last { $days } days in numbers
    }
stats-readers = Readers
stats-deliveries = Deliveries
stats-sent = delivered
stats-failed = not delivered
stats-reading = Reading
stats-opened = articles opened
stats-searched = searches
stats-new-articles = New articles
stats-line-readers = Readers: { $active }, paused { $paused }, out of reach { $gone }. Joined { $joined }, left { $left }.
stats-line-deliveries = Deliveries: { $sent } arrived, { $failed } did not, { $waiting } waiting.
stats-line-reading = Reading: articles opened { $opened }, searches { $searched }, of them in vain { $vain }.
stats-line-sources = Sources: { $sources }, of them failing { $failing }. New articles { $filed }; in the archive: articles { $articles }, stories { $stories }.
stats-vain-title =
    { $days ->
        [one] Searched for in vain in the last day
       *[other] Searched for in vain in the last { $days } days
    }
stats-vain-line =
    { $count ->
        [one] { $query }: { $count } reader
       *[other] { $query }: { $count } readers
    }
stats-vain-none = Nothing that at least two have asked for.
stats-vain-why = What only one reader looked for is not shown: that is theirs.
button-days =
    { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
button-in-vain = Searched in vain
