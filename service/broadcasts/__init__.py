"""What happens to a broadcast. The functions of these modules work in the caller's transaction.

Each returns whether it was done: False means that the state of the broadcast no longer allows it,
because another editor was faster or a button was pressed twice. Each is recorded in the audit log.
"""
