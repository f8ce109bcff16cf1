"""What happens to a broadcast: decisions, and what they do in a transaction of the caller's.

Each act says whether it was done: False means that the broadcast is not what it was when the button
was drawn, because somebody was faster or pressed twice. Each is noted in the audit log.
"""
