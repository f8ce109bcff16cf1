## Access

editors-only = This is for editors, and you are not one of them.
not-allowed = You are not allowed to do this.
role-too-low = This takes the role “{ $needed }”; yours is “{ $role }”.

## The editors and their roles

role-author = author
role-editor = editor
role-owner = owner
editors-title = Editors
editors-fixed = { $id } – owner, set in the configuration
editors-line = { $name } – { $role }
editors-hint =
    Authors prepare drafts and add articles. Editors also send, correct and retract news, and look after sources and topics. Owners, on top of that, decide who the editors are.
    To add someone, choose their role:
editor-card = Role: { $role }. An editor since { $moment }.
editor-card-hint = Another role takes effect at once.
editor-remove-ask = Remove { $name } from the editors? Their commands and buttons stop working at once.
button-remove-editor = Yes, remove
editor-removed = { $name } is no longer an editor.
editor-gone = This person is no longer an editor.
editors-last-owner = This is the last owner: without them nobody could manage the editors.
editors-fixed-owner = This owner is set in the service’s configuration (ADMIN_IDS) and can only be changed there.
invite-link = An invitation to the editors, role: { $role }. Forward the link to the person you are adding. It works once: the first person to open it becomes an editor. It expires { $moment }.
joined = You are an editor now, your role: { $role }. The commands are in /help
join-known = You are an editor already, your role: { $role }.
join-unused = The invitation is unused: you can pass it on.
join-dead = This invitation has been used or has expired. Ask an owner for a new one.
join-subscribe = The bot sends you no news yet. To subscribe: /start
role-changed = Your role is now: { $role }. The commands are in /help
role-removed = You are no longer an editor: the commands and buttons of editors do not work for you.

## Adding an article

add-usage = Write the news after /add, reply to a message with it, send a photo whose caption begins with /add, or a .txt or .jsonl file.
add-filed = Added: “{ $title }”, #{ $id }.
add-known = This is already here: “{ $title }”, #{ $id }.
add-taken = Added: { $added }. Already here: { $known }.
add-expiring = Too old to keep, will be deleted tonight: { $count }.
add-more = and { $count } more: a search finds them.
add-refused-row = line { $row }: { $reason }
own-source = The editors

## Editing and removing an article

button-edit = Edit
button-edit-title = Title
button-edit-text = Text
button-remove = Remove
button-remove-surely = Yes, remove it
button-to-article = To the article
edit-usage = Type the article’s number: /edit 12, and I will ask what to change. Or the new text at once: /edit 12 Text. The number is in the answer to /add and on the article’s card, which the “Edit” button opens.
edit-unknown = There is no article #{ $id } in the archive.
edit-by-editors = Changed by the editors: { $parts }
edit-part-title = title
edit-part-text = text
edit-part-topics = topics
edit-ask-title = #{ $id }. Type the new title. Now it is:
edit-ask-text = #{ $id }. Send the new text, all of it; a long one as a .txt file in reply to this message. Now it is:
edit-ask-topics = #{ $id }. What is “{ $title }” about? Tick its topics: the text will not change them any more.
edit-words-only = I need text: reply with a message or a .txt file.
edit-title-long = That is too long for a title: { $count } characters, and { $most } fit. If it is the new text, press “Text” and send it again.
edit-hint = You can type a new title right now: your next message becomes it.
edit-saved = Changed. What was sent before stays as it was.
edit-former-title = The title was: “{ $title }”
error-same-article = Another article in the archive already says this.
error-article-changed = Article #{ $id } was changed by somebody else meanwhile. Nothing was saved: look at it again (/edit { $id }) and repeat your change.
error-article-withdrawn = The editors have removed this article from the archive.
remove-usage = Type the article’s number: /remove 12
remove-ask = Remove #{ $id } “{ $title }” from the archive? It will be gone from search and from the next digests, and its source will not bring it back.
remove-done = #{ $id } “{ $title }”: removed from the archive. /add can bring it back.
remove-was-pushed = It went out as breaking news #{ $id }. To retract it: /retract { $id }

## Custom topics

own-topics-title = Custom topics
own-topics-hint =
    To add or change one: /topic add 🛸 Дроны / Дрони / Drones: drone, copter*, дрон
    A word in its ordinary form finds every form, a star is any ending. One name is enough.
    To change a built-in topic: /topic add Sport: padel, -season
    To remove one: /topic remove Drones
topic-added = The topic “{ $topic }” is added. Articles get it from the next one on, and readers find it in /topics.
topic-changed = The topic “{ $topic }” is changed. The new words count from the next article on.
topic-words-changed = The words of “{ $topic }” are changed. They count from the next article on.
topic-removed = “{ $name }” is removed, from readers’ choices too.
topic-none-of-ours = There is nothing of your own in “{ $name }”.

## The desk

desk-title = The next digests lead with
desk-hidden = Hidden
desk-hint = A number opens a story: pin it, hide it, split a report off, join stories, or send it as breaking news.
desk-empty = The last day brought no news. Sources: /sources. An article of your own: /add
desk-reports =
    { $count ->
        [one] { $count } report
       *[other] { $count } reports
    }
desk-until-pin = Leads digests. The pin ends { $moment }
desk-until-hide = Hidden from digests. Shown again { $moment }
button-pin = Pin as lead
button-hide = Hide
button-undo-pin = Unpin
button-undo-hide = Show again
button-split = Split a report off
button-join = Join a story
button-to-desk = To the desk
desk-ask-split = Which report is about another event? It becomes a story of its own.
desk-split = Split off: this is a story of its own now.
desk-ask-join = Which story is about the same event as “{ $title }”?
desk-join-hint = All its reports move there. Only splitting them off one by one undoes this.
desk-joined = The stories are one now.
desk-nothing-to-join = There is no other story on the desk.
desk-changed = This story has changed meanwhile. Open /desk again.

## The audit log

log-title = The editors’ log
log-empty = There is nothing here yet.
log-usage = The whole log: /log; of one item: /log 12
log-service = automatically
log-terminal = { $name } at the terminal
log-api = { $name } through the API
act-drafted = draft
act-tested = test
act-confirmed = sent
act-scheduled = scheduled
act-cancelled = cancelled
act-started = sent on schedule
act-missed = missed its time
act-held = on hold: whoever scheduled it is no longer an editor
act-paused = paused
act-halted = paused: nothing got through
act-resumed = resumed
act-stopped = stopped
act-corrected = corrected
act-retracted = retracted
act-source-added = source added
act-source-changed = source changed
act-source-paused = source paused
act-source-resumed = source resumed
act-source-removed = source removed
act-topic-added = topic added
act-topic-changed = topic changed
act-topic-removed = topic removed
act-article-added = article added
act-article-edited = article edited
act-article-removed = article removed
act-crowded = too many digests at one time
act-story-pinned = story pinned
act-story-hidden = story hidden
act-story-released = story no longer pinned or hidden
act-story-split = report split off
act-stories-joined = stories joined
act-token-added = API token added
act-token-removed = API token removed
act-editor-invited = invitation to the editors
act-editor-added = new editor
act-editor-changed = role changed
act-editor-removed = editor removed
act-submitted = submitted
act-approval-asked = approval requested
act-approved = approved
act-rejected = rejected
act-approval-void = approval no longer valid
act-overridden = ‼️ done without approval
proposed-send = sending
proposed-schedule = sending at its time
proposed-correct = correction
proposed-retract = retraction
source-part-title = title
source-part-language = language
source-part-headers = request headers
source-part-topics = topics

## Statistics

stats-title =
    { $days ->
        [one] Statistics for the last day
       *[other] Statistics for the last { $days } days
    }
stats-readers = Readers
stats-deliveries = Deliveries
stats-sent = delivered
stats-failed = not delivered
stats-reading = Reading
stats-opened = articles opened
stats-searched = searches
stats-new-articles = New articles
stats-line-subscribers = Readers: { $active }, paused { $paused }, out of reach { $gone }. Joined { $joined }, left { $left }.
stats-line-deliveries = Deliveries: { $sent } delivered, { $failed } failed, { $waiting } waiting.
stats-line-reading = Reading: articles opened { $opened }, searches { $searched }, with no results { $zero_results }.
stats-line-sources = Sources: { $sources }, { $failing } of them failing. New articles { $added }; in the archive: { $articles ->
    [one] { $articles } article
   *[other] { $articles } articles
}, { $stories ->
    [one] { $stories } story
   *[other] { $stories } stories
}.
stats-compared = Compared with the same period before:
stats-change-joined = joined { $sign }{ $count }
stats-change-left = left { $sign }{ $count }
stats-change-sent = delivered { $sign }{ $count }
stats-change-failed = failed { $sign }{ $count }
stats-change-opened = articles opened { $sign }{ $count }
stats-change-searched = searches { $sign }{ $count }
stats-change-added = new articles { $sign }{ $count }
stats-zero-result-title =
    { $days ->
        [one] No results in the last day
       *[other] No results in the last { $days } days
    }
stats-zero-result-line =
    { $count ->
        [one] { $query }: { $count } reader
       *[other] { $query }: { $count } readers
    }
stats-zero-result-none = Nothing that two or more readers searched for.
stats-zero-result-why = Searches of a single reader are not shown.
button-days =
    { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
button-zero-results = No-result searches

## Crowded digest times

crowd-title = Too many digests at one time
crowd-line =
    { $count ->
        [one] { $count } reader expects
       *[other] { $count } readers expect
    } the digest { $moment }. Sending takes { $duration } and begins { $earliest }.
crowd-paid = Paid sending (PAID_DIGESTS=true, PAID_SEND_RATE={ $rate }) takes { $duration } and costs up to { $stars } ⭐ a day.
crowd-hint = Nobody misses a digest, but some readers get it long before the time they chose. The settings say so and offer a quieter time.
