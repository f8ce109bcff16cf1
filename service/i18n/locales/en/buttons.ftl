# Words on buttons
button-read = Read
button-brief = In brief
button-more = More
button-back = Back
button-done = Done
button-send = Send
button-cancel = Cancel
button-erase = Yes, erase
button-original = Original
button-topics = Topics
button-hour = Time
button-digest-now = Digest now
button-quiet-when-empty = Keep silent when there is no news
button-all-topics = All topics
button-no-topics = Clear all
button-to-list = To the list
