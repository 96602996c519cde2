"""Faults on demand: what a bad line, a busy platform or a captive portal does to a request."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What goes wrong. Those marked *after* happen when the platform has already done what was asked."""

    ERROR_500 = "error_500"
    BUSY_503 = "busy_503"  # `seconds` go into Retry-After
    UNAUTHORISED_401 = "unauthorised_401"
    STATION_UNKNOWN = "station_unknown"
    STATION_WIPED = "station_wiped"  # without an order
    CLOCK_SKEW = "clock_skew"
    HTML_200 = "html_200"  # a captive portal
    REDIRECT_302 = "redirect_302"  # another one
    DROP = "drop"  # the connection ends without an answer
    HANG = "hang"  # no answer for `seconds`, then the connection ends
    DELAY = "delay"  # the answer comes `seconds` late
    DRIP = "drip"  # a byte of the answer's head now and then, for `seconds`
    DROP_ANSWER = "drop_answer"  # after: the answer is lost
    HALF_BODY = "half_body"  # after: the answer ends before its length
    HALF_JSON = "half_json"  # after: a well-formed answer with half the JSON
    WRONG_ECHO = "wrong_echo"  # after: key and hashes of another fact
    WRONG_MARK = "wrong_mark"  # after: the mark of another province
    ERROR_AFTER = "error_after"  # after: 500 although it was done


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault for the next `times` requests whose method and path fit (empty: any)."""

    kind: FaultKind
    times: int = 1
    method: str = ""
    path: str = ""
    seconds: float = 0.0

    def fits(self, method: str, path: str) -> bool:
        """Whether this request is meant."""
        return self.method in ("", method) and self.path in path


class FaultSwitch:
    """The faults that are set; asked once for every request of the contract."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: list[tuple[Fault, int]] = []
        self._storm: tuple[float, tuple[Fault, ...], random.Random] | None = None
        self.injected = 0
        """How many requests were spoilt so far."""

    def set(self, fault: Fault) -> None:
        """Spoil the next fitting requests."""
        with self._lock:
            self._left.append((fault, fault.times))

    def storm(self, probability: float, faults: Sequence[Fault], seed: int) -> None:
        """Spoil each request with this probability by one of `faults`, reproducibly, until `clear`."""
        with self._lock:
            # The same weather again for the same seed; nothing secret hangs on it.
            self._storm = (probability, tuple(faults), random.Random(seed))  # noqa: S311

    def clear(self) -> None:
        """Fair weather."""
        with self._lock:
            self._left.clear()
            self._storm = None

    def pending(self) -> tuple[Fault, ...]:
        """Faults still to come."""
        with self._lock:
            return tuple(fault for fault, _ in self._left)

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this request, None when it is to be served well."""
        with self._lock:
            fault = self._set_fault(method, path) or self._storm_fault()
            self.injected += fault is not None
        return fault

    def _set_fault(self, method: str, path: str) -> Fault | None:
        for index, (fault, left) in enumerate(self._left):
            if fault.fits(method, path):
                self._left[index : index + 1] = [(fault, left - 1)] if left > 1 else []
                return fault
        return None

    def _storm_fault(self) -> Fault | None:
        if self._storm is None:
            return None
        probability, faults, chance = self._storm
        return chance.choice(faults) if chance.random() < probability else None
