"""The state of the sandbox: what exists and what happened."""
