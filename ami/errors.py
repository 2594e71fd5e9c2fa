"""What can go wrong between us and Asterisk's manager interface. Our fault and Asterisk's are different classes.

No logic here: each class carries a stable `code` and a sentence for people.
"""

from __future__ import annotations


class AmiError(Exception):
    """Base of everything this room raises."""

    code = "ami-error"


class BadActionValueError(AmiError):
    """Our fault: a value that would break the line protocol was about to be sent."""

    code = "ami-bad-value"

    def __init__(self, action: str, field: str) -> None:
        super().__init__(
            f"The value of {field} in AMI action {action} holds a line break or a NUL; remove it before sending."
        )


class NotConnectedError(AmiError):
    """Asterisk's manager is not reachable at this moment; nothing was sent."""

    code = "ami-not-connected"

    def __init__(self, action: str, why: str) -> None:
        super().__init__(
            f"AMI action {action} was not sent: {why}. Wait until the link is up (`hotline status`), then ask again."
        )


class LinkLostError(AmiError):
    """The connection broke before the answer came: the action may or may not have been done."""

    code = "ami-link-lost"

    def __init__(self, action: str) -> None:
        super().__init__(
            f"The link to Asterisk broke while AMI action {action} was under way; "
            "look at the board before repeating it."
        )


class NoAnswerError(AmiError):
    """Asterisk did not answer an action within its time limit."""

    code = "ami-no-answer"

    def __init__(self, action: str, seconds: float) -> None:
        super().__init__(f"Asterisk did not answer AMI action {action} within {seconds:g} s.")


class RefusedError(AmiError):
    """Asterisk answered an action with an error."""

    code = "ami-refused"

    def __init__(self, action: str, message: str) -> None:
        self.reply = message
        super().__init__(f"Asterisk refused AMI action {action}: {message or 'no reason given'}.")


class LoginRejectedError(AmiError):
    """Asterisk refuses our user name or secret; trying again will not help."""

    code = "ami-login-rejected"

    def __init__(self, username: str, place: str) -> None:
        super().__init__(
            f"Asterisk at {place} rejects the AMI user {username}. Compare the secret in manager.conf with the run "
            "folder's secrets.json, then run `hotline conf reload`."
        )


class OversizeMessageError(AmiError):
    """Asterisk's fault: a message without an end."""

    code = "ami-oversize-message"

    def __init__(self, size: int) -> None:
        super().__init__(f"AMI sent {size} bytes without the end of a message; the connection is closed.")
