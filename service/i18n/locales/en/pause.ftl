# A pause
pause-title = Pause
pause-hint = During a pause nothing comes, neither digests nor breaking news. When it is over, I come back and say so. You can also type: /pause 3 days
button-pause-day = For a day
button-pause-week = For a week
button-pause-open = Till I come back
button-pause-over = Have the digest back
pause-ends = Your digest comes again.
pause-over = The pause is over: your digest is back.
pause-unclear = I did not understand for how long. Type it like this: /pause 3 days, /pause a week, /pause until 25 July
