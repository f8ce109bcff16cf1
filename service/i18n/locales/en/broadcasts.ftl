## What can be sent

breaking-usage =
    What should I send? Any of these will do:
    /breaking Text of the news — with any formatting
    a photo or a video whose caption begins with /breaking
    /breaking in reply to a message
    /breaking 123 — an article of the archive; or the “Breaking” button under it
    or just forward a post here
breaking-nothing = There is nothing to send in this message: it needs text, a photo or a video.
breaking-no-article = There is no article { $id }. If that is the news itself, add a word to the number.
breaking-refused = Telegram rejected this message: { $reason }
breaking-too-long = Too long: Telegram takes { $most } characters here; cut { $over }.
button-breaking = Breaking

## The preview: audience, sound, time and how long it is valid

breaking-preview =
    { $count ->
        [one] #{ $id }. This is what { $count } reader will see. Send it?
       *[other] #{ $id }. This is what { $count } readers will see. Send it?
    }
breaking-nobody = #{ $id }. Nobody gets breaking news now: there is no one to send it to.
breaking-cancelled = #{ $id }. Cancelled; nobody got anything.
breaking-already = #{ $id } has been decided already.
breaking-takes = Sending will take about { $duration }
breaking-stars = { $stars } ★ at most
breaking-ttl = Valid for { $duration }: those it does not reach by then will not get it.
breaking-tested = Test sent: it is below.
breaking-submitted = #{ $id } was shown to the editors, who will decide. If you change the draft, submit it again.
breaking-submitted-before = The editors already have #{ $id }; the decision is theirs. To submit it again, change the draft first.
breaking-submitted-by = { $name } submits the draft above.
button-submit = Submit
button-audience = Audience
button-loud = With sound
button-silent = Silent
button-later = Later
button-other-time = Another time
button-ttl = Valid: { $duration }
button-test = Test: only me
audience-everyone = To everyone who wants breaking news
audience-topics = To those who read: { $topics }
audience-language = Reader’s language: { $language }
audience-any-language = Any language
audience-ask = #{ $id }. Who should get it? Tick a language or topics. Those who chose no topics get the top stories on every topic, and this too.
audience-count =
    { $count ->
        [one] That is { $count } reader now.
       *[other] That is { $count } readers now.
    }
later-ask = #{ $id }. When should it go out? Choose, or type: “18:30”, “tomorrow at 9”, “in 2 hours”, “July 25 8:00”. Time zone: { $zone }.
later-unclear = I didn’t understand the time. Type, for example: “18:30”, “tomorrow at 9”, “in 2 hours”. If it shouldn’t wait after all, press “Back” under the question.
later-past = That time has passed.
later-far =
    { $days ->
        [one] I can’t schedule more than { $days } day ahead.
       *[other] I can’t schedule more than { $days } days ahead.
    }
breaking-scheduled =
    { $count ->
        [one] #{ $id }. It goes out { $moment }. As of now, { $count } reader would get it.
       *[other] #{ $id }. It goes out { $moment }. As of now, { $count } readers would get it.
    }
breaking-held =
    #{ $id } waits for your decision: its time ({ $moment }) has come, but whoever scheduled it is no longer an editor. Send it?
    “{ $text }”
breaking-missed =
    #{ $id } did not go out: at its time ({ $moment }) and for as long as it was valid ({ $duration }) the service was down. Send it now?
    “{ $text }”

## Progress and report

delivery-rejected-broadcast = #{ $id }. Telegram rejected this message: { $reason }
delivery-rejected = Telegram rejected one of the messages (#{ $payload } in the log): { $reason }
breaking-running = #{ $id }. Sending: { $sent } delivered{ $failures }, { $left } left.
breaking-report = #{ $id }. Done: { $sent } delivered{ $failures }.
breaking-paused = #{ $id }. Paused: { $sent } delivered{ $failures }, { $left } left.
breaking-auto-paused = #{ $id }. I’ve paused it: nothing is getting through. { $sent } delivered{ $failures }, { $left } left. Resume or stop?
breaking-stopped = #{ $id }. Stopped: { $sent } delivered{ $failures }.
report-undelivered = , { $count } not delivered
report-failed = , { $count } failed
report-reach = Delivered to: { $reach }.
report-duration = It took { $duration }.
report-opened = Opened by { $count }.
button-pause = Pause
button-resume = Resume
button-halt = Stop
progress-pace = { $rate }/s, about { $duration } left
progress-held =
    { $count ->
        [one] { $count } reader asked not to be woken: they get it in the morning.
       *[other] { $count } readers asked not to be woken: they get it in the morning.
    }
failure-line = { $reason }: { $count }
failure-blocked = blocked the bot
failure-deactivated = deleted their account
failure-kicked = the bot was removed from the chat or lost its rights
failure-no-chat = the chat cannot be reached
failure-no-message = the message has been deleted already
failure-late = did not get through while it was valid
failure-stopped = sending was stopped
failure-retracted = the item was retracted before
failure-superseded = replaced by something newer
failure-other = another reason; the service’s log has it

## Corrections and retractions

correct-usage = Type the number and the new text: /correct 12 Text of the news
correct-text-only = Only the text can be corrected: readers keep the photo or video they have. Send the new text with nothing attached.
correct-same = #{ $id } looks exactly like this already: there is nothing to correct.
retract-usage = Type the number: /retract 12
amend-about = #{ $id }. Who has it: { $reach }.
amend-changed = #{ $id } changed while you were deciding. Nothing was done; please look again.
amend-reach = Who has it: { $reach }.
amend-before = Before:
amend-after = After:
amend-cancelled = Cancelled, nothing changed.
amend-dropped = #{ $id } stays as it is.
reach-people =
    { $count ->
        [one] { $count } reader
       *[other] { $count } readers
    }
reach-chats =
    { $count ->
        [one] { $count } group or channel
       *[other] { $count } groups and channels
    }
reach-nobody = nobody
reach-unsent = nobody yet, it has not been sent
correct-ask = Correct it for everyone who has it? The whole new text is above.
correct-ask-text = #{ $id }. Reply to this message with the new text. You will see the result before anything is corrected.
retract-ask = Delete it for everyone who has it? This cannot be undone.
retract-ask-late = More than 48 hours have passed, and Telegram no longer deletes it: a notice that the editors retracted it takes its place. Retract it?
retract-ask-unsent = Retract it before it goes out? Nobody will get it.
button-correct = Correct
button-retract = Retract
button-retract-surely = Yes, retract it
label-preview = Preview
label-preview-about = This is a preview: only editors see it.
label-test = Test: only you
label-test-about = This is a test: only you got it.
label-own = Your copy: it is out
label-own-about = It is out: this is your copy. Readers see it without this button.
broadcast-unknown = There is no item #{ $id }, or it was already cancelled or retracted.
correcting-running = #{ $id }. Correcting: { $sent } done{ $failures }, { $left } left.
correcting-report = #{ $id }. Corrected: { $sent }{ $failures }.
retracting-running = #{ $id }. Retracting: { $sent } done{ $failures }, { $left } left.
retracting-report = #{ $id }. Retracted: { $sent }{ $failures }.
retracting-unreached = Never received it: { $count }.
retraction-notice = The editors have retracted this item.
retracting-noticed =
    { $count ->
        [one] Telegram no longer lets me delete it for { $count } reader (48 hours have passed): a notice took its place.
       *[other] Telegram no longer lets me delete it for { $count } readers (48 hours have passed): a notice took its place.
    }

## Approval by another editor

approve-send = { $name } asks to send #{ $id }: the news is above. Do you approve?
approve-schedule = { $name } asks to send #{ $id } { $moment }: the news is above. Do you approve?
approve-correct = { $name } asks to correct #{ $id }: the new text is above. Do you approve?
approve-retract = { $name } asks to retract #{ $id }: the news is above. Do you approve?
button-approve = Approve
button-reject = Reject
button-override = Without approval
approval-waits =
    { $count ->
        [one] #{ $id } waits for the approval of { $count } more editor.
       *[other] #{ $id } waits for the approval of { $count } more editors.
    }
approval-nobody = There are not enough editors who may approve it. An owner can add some in /editors, or go on without approval.
approval-done = #{ $id }: approved.
approval-refused = #{ $id }: rejected.
approval-given = #{ $id }: { $name } approves.
approval-rejected = #{ $id }: { $name } rejects it. Nothing was done.
approval-outdated = #{ $id } changed after your request, so { $name } cannot approve it. Nothing was done: ask again.
approval-expired = #{ $id } is no longer valid: time ran out before a decision. Nothing was done. If it is still news, send it again from the draft.
button-to-draft = To the draft
approval-void = #{ $id } changed after the request, or whoever asked may no longer do this. Nothing was done: ask them to request it again.
approval-own = You can’t approve your own: another editor has to.
approval-over = This has been decided already.
breaking-unapproved =
    #{ $id } was not sent in time: nobody approved it. It goes out once someone does, if it is still valid then.
    “{ $text }”
