"""What a check after a kill found."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Findings:
    """Counts of one check, with words for each finding.

    `asked` are prints the next window must ask about, `recovery` is how long opening took, in seconds.
    """

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    asked: tuple[str, ...] = ()
    recovery: float = 0.0

    @property
    def any(self) -> bool:
        return bool(self.lost or self.doubled or self.damaged)
