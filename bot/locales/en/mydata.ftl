# Going
stop-ask = Erase all that I know about you: topics, time, searches and what was sent? The digest will stop.
stop-done = Erased: settings, topics, followed and muted words, searches and delivery history. You can come back any day: /start
stop-kept = All right, everything stays as it was.
stop-nothing = I keep nothing about you. To begin: /start
mydata-caption = All that I keep about you. To erase it: /stop
