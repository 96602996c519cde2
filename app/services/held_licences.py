"""What the register of electronic licences said about the case on the desk.

Data got by sharing is for the case only: it is held in the memory of this process, for one case at a time, and never
written. What differed is kept with the clerk's verdict; a case that comes back to the desk is asked about anew.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

from app.domain.e_licence import LicenceAnswer, LicenceOutcome, LicenceQuestion


class HeldLicences:
    """Answers for one case. Safe to call from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._case_id = ""
        self._answers: dict[LicenceQuestion, LicenceAnswer] = {}

    def on_desk(self, case_id: str) -> None:
        """Another case lies there now: what was held goes."""
        with self._lock:
            if case_id != self._case_id:
                self._case_id, self._answers = case_id, {}

    def keep(self, case_id: str, question: LicenceQuestion, answer: LicenceAnswer) -> None:
        """Hold an answer, unless its case has left the desk meanwhile."""
        with self._lock:
            if case_id == self._case_id:
                self._answers[question] = answer

    def of_case(self, case_id: str) -> Mapping[LicenceQuestion, LicenceAnswer]:
        """The answers about this case."""
        with self._lock:
            return dict(self._answers) if case_id == self._case_id else {}

    def open_of(self, case_id: str, questions: tuple[LicenceQuestion, ...], *, again: bool) -> list[LicenceQuestion]:
        """Those that were not asked yet; with `again` those too that nobody answered."""
        known = self.of_case(case_id)
        done = {
            question
            for question, answer in known.items()
            if not again or answer.outcome is not LicenceOutcome.UNREACHABLE
        }
        return [question for question in questions if question not in done]

    def forget(self) -> None:
        """Hold nothing of anybody."""
        with self._lock:
            self._case_id, self._answers = "", {}
