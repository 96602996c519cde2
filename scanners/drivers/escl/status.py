"""How the scanner and its job are (`ScannerStatus`, Mopria eSCL 2.97, section 8.2), as faults we have words for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from app.domain.errors import DeviceError
from scanners.drivers.escl.bounded_xml import every, parse_answer, words

_FEEDER_FAULTS: Final = {
    "ScannerAdfJam": "jam",
    "ScannerAdfHatchOpen": "cover_open",
    "ScannerAdfDoorOpen": "cover_open",  # not in the specification, said by devices all the same
    "ScannerAdfMispick": "feeder_mispick",
    "ScannerAdfMultipickDetected": "double_feed",
    "ScannerAdfDuplexPageTooShort": "page_length",
    "ScannerAdfDuplexPageTooLong": "page_length",
    "ScannerAdfInputTrayFailed": "feeder_failed",
    "ScannerAdfInputTrayOverloaded": "feeder_overloaded",
}
# Keywords of PWG 5100.9 and 5106.x, compared by what they begin with ("CoverOpen", "media-jam-error").
_REASONS: Final = (
    ("mediajam", "jam"),
    ("coveropen", "cover_open"),
    ("interlockopen", "cover_open"),
    ("multiplemediafeed", "double_feed"),
    ("jobcanceled", "cancelled"),
    ("jobcancelled", "cancelled"),
    ("inputtraymissing", "feeder_failed"),
)
_EMPTY: Final = "ScannerAdfEmpty"


@dataclass(frozen=True, slots=True)
class ScannerStatus:
    """`state` is Idle, Processing, Testing, Stopped or Down; `jobs` give the state and reasons by the job's path."""

    state: str
    feeder_state: str
    reasons: tuple[str, ...]
    jobs: dict[str, tuple[str, tuple[str, ...]]]

    @property
    def is_busy(self) -> bool:
        """It works, for us or for somebody else."""
        return self.state in {"Processing", "Testing"}

    @property
    def feeder_is_empty(self) -> bool:
        """It says that the feeder holds nothing."""
        return self.feeder_state == _EMPTY

    def fault(self, job: str = "", *, feeder: bool) -> DeviceError | None:
        """What is wrong; None when all is well, an empty feeder included. The feeder's troubles count if it is used."""
        job_state, job_reasons = self._job(job)
        cause = _FEEDER_FAULTS.get(self.feeder_state) if feeder else None
        cause = cause or _cause_of((*self.reasons, *job_reasons))
        if cause is None and self.state in {"Stopped", "Down"}:
            cause = "scanner_stopped"
        if cause is None:
            cause = {"Canceled": "cancelled", "Aborted": "scan_aborted"}.get(job_state)
        return DeviceError(cause) if cause else None

    def _job(self, path: str) -> tuple[str, tuple[str, ...]]:
        last = path.rstrip("/").rpartition("/")[2]
        for known, facts in self.jobs.items():
            if last and known.rstrip("/").rpartition("/")[2] == last:
                return facts
        return "", ()


def parse_status(data: bytes) -> ScannerStatus:
    """Read the answer. Raises `DeviceError` (`scanner_bad_answer`)."""
    root = parse_answer(data, "ScannerStatus")
    return ScannerStatus(
        state=words(root, "State"),
        feeder_state=words(root, "AdfState"),
        reasons=_texts(root, "StateReasons/StateReason"),
        jobs={
            words(job, "JobUri"): (words(job, "JobState"), _texts(job, "JobStateReasons/JobStateReason"))
            for job in every(root, "Jobs/JobInfo")
        },
    )


def _texts(element: Element, path: str) -> tuple[str, ...]:
    return tuple((one.text or "").strip() for one in every(element, path))


def _cause_of(reasons: tuple[str, ...]) -> str | None:
    plain = [reason.replace("-", "").lower() for reason in reasons]
    return next((cause for start, cause in _REASONS for reason in plain if reason.startswith(start)), None)
