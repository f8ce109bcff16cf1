"""A Telegram of one's own: the Bot API over HTTP on loopback, with a chat page in the browser."""

from sandbox.controls import Controls, Step
from sandbox.errors import ApiError
from sandbox.faults import Faults, Rule
from sandbox.limits import Limits
from sandbox.service import Sandbox

__all__ = ["ApiError", "Controls", "Faults", "Limits", "Rule", "Sandbox", "Step"]
