"""How updates come in: polled or by webhook, each handled once."""
