"""The one way a request is refused."""

from __future__ import annotations

from collections.abc import Mapping

from app.platform.contract.reasons import STATUS_OF_REASON, Reason
from resources.texts import text


class Refusal(Exception):
    """Becomes an `ErrorAnswer` with the reason's status."""

    def __init__(
        self, reason: Reason, missing_blobs: tuple[str, ...] = (), order: Mapping[str, str] | None = None
    ) -> None:
        self.reason = reason
        self.missing_blobs = missing_blobs
        self.order = order
        super().__init__(reason.value)

    @property
    def status(self) -> int:
        """The HTTP status of the reason."""
        return STATUS_OF_REASON[self.reason]

    def answer(self) -> dict[str, object]:
        """The body, in the contract's form."""
        message = text(f"sandbox.refused_{self.reason.value}")
        return {
            "error": {"code": self.reason.value, "message": message},
            "missing_blobs": list(self.missing_blobs),
            **({} if self.order is None else {"order": dict(self.order)}),
        }
