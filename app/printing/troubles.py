"""What a printer complains about, in the words of our error codes.

Keywords: RFC 8011, 5.4.12 and PWG 5100.9; the severity behind them (-report, -warning, -error) is not trusted, some
printers call an empty tray a warning.
"""

from __future__ import annotations

from collections.abc import Iterable

_SEVERITIES = ("-report", "-warning", "-error")
_CAUSES = {
    "paused": "queue_stopped",  # first: filling the tray does not start a stopped queue
    "media-empty": "paper_out",
    "media-needed": "paper_out",
    "input-tray-missing": "paper_out",
    "media-jam": "paper_jam",
    "cover-open": "cover_open",
    "door-open": "cover_open",
    "interlock-open": "cover_open",
    "toner-empty": "toner_out",
    "marker-supply-empty": "toner_out",
    "marker-supply-missing": "toner_out",
    "output-area-full": "output_full",
    "offline": "offline",
    "shutdown": "offline",
    "timed-out": "offline",
    "connecting-to-device": "offline",
    "stopped-partly": "queue_stopped",
}


def trouble_in(reasons: Iterable[str]) -> str:
    """The cause (second half of a `print.` code) of the gravest of these reasons, empty for none."""
    named = {_without_severity(reason) for reason in reasons}
    return next((cause for keyword, cause in _CAUSES.items() if keyword in named), "")


def _without_severity(reason: str) -> str:
    for severity in _SEVERITIES:
        reason = reason.removesuffix(severity)
    return reason
