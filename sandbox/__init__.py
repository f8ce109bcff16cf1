"""A Telegram emulator: the Bot API over HTTP on loopback, with a chat page in the browser."""

from sandbox.api.faults import Faults, Rule
from sandbox.errors import ApiError
from sandbox.page.controls import Controls, Goal, Step
from sandbox.service import Sandbox
from sandbox.state.limits import Limits

__all__ = ["ApiError", "Controls", "Faults", "Goal", "Limits", "Rule", "Sandbox", "Step"]
