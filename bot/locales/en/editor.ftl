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
sources-title = Sources
sources-none = No sources yet. To add one: /sources add https://…
sources-line-well = { $title } — { $moment }
sources-line-new = { $title } — not read yet
sources-line-failing =
    { $count ->
        [one] { $title } — { $count } failure: { $reason }
       *[other] { $title } — { $count } failures in a row: { $reason }
    }
sources-line-paused = { $title } — paused
sources-added = Added { $url }. I will read it within a minute.
sources-known = { $url } is here already.
stats-title = Numbers
stats-body =
    Readers: { $active }, paused { $paused }, unreachable { $gone }
    Articles: { $articles }, stories { $stories }
    Sources: { $sources }
    Delivered: { $sent }, waiting { $waiting }, not delivered { $failed }
