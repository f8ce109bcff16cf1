editors-only = This is for editors.
breaking-usage = Type the news after the command: /breaking Text of the news
breaking-preview =
    { $count ->
        [one] № { $id }. This is what { $count } reader will see. Send it?
       *[other] № { $id }. This is what { $count } readers will see. Send it?
    }
breaking-nobody = № { $id }. Nobody gets breaking news now: there is no one to send it to.
breaking-cancelled = № { $id }. Cancelled; nobody got anything.
breaking-already = № { $id } has been decided already.
breaking-running = № { $id }. Sending: { $sent } delivered, { $failed } not delivered, { $left } left.
breaking-report = № { $id }. Done: { $sent } delivered, { $failed } not delivered.
correct-usage = Type the number and the new text: /correct 12 Text of the news
retract-usage = Type the number: /retract 12
broadcast-unknown = There is no news № { $id }, or it has not been sent, or it has been taken back.
correcting-begins = № { $id }. Correcting.
correcting-running = № { $id }. Correcting: { $sent } done, { $failed } failed, { $left } left.
correcting-report = № { $id }. Corrected: { $sent }, failed: { $failed }.
retracting-begins = № { $id }. Taking it back.
retracting-running = № { $id }. Taking it back: { $sent } done, { $failed } failed, { $left } left.
retracting-report = № { $id }. Taken back: { $sent }, failed: { $failed }.
retraction-notice = The editors have taken this news back.
own-topics-title = Topics of your own
own-topics-hint =
    To add or change one: /topic add 🛸 Дроны / Дрони / Drones: drone, copter*, дрон
    A word in its ordinary form finds every form, a star is any ending. One name is enough.
    To mend a fixed topic: /topic add Sport: padel, -season
    To remove one: /topic remove Drones
topic-added = The topic “{ $topic }” is added. Articles get it from the next one on, and readers find it in /topics.
topic-changed = The topic “{ $topic }” is changed. The new words count from the next article on.
topic-mended = The words of “{ $topic }” are changed. They count from the next article on.
topic-removed = “{ $name }” is removed, from readers’ choices too.
topic-none-of-ours = There is nothing of your own in “{ $name }”.
stats-title = Numbers
stats-body =
    Readers: { $active }, paused { $paused }, unreachable { $gone }
    Articles: { $articles }, stories { $stories }
    Sources: { $sources }
    Delivered: { $sent }, waiting { $waiting }, not delivered { $failed }
