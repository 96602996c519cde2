"""A register of electronic licences that tests decide."""

from __future__ import annotations

from app.domain.e_licence import LicenceAnswer, LicenceOutcome, LicencePurpose, LicenceQuestion, LicenceRecord
from app.domain.errors import SyncError
from tests.fakes.environment import MONDAY


class ScriptedLicenceRegister:
    """`LicenceRegister` that has `records` by holder's number or identifier, or raises `fault`."""

    def __init__(self) -> None:
        self.records: dict[str, LicenceRecord] = {}
        self.fault: SyncError | None = None
        self.asked: list[tuple[LicenceQuestion, LicencePurpose]] = []

    def ask(self, question: LicenceQuestion, purpose: LicencePurpose) -> LicenceAnswer:
        self.asked.append((question, purpose))
        if self.fault is not None:
            raise self.fault
        record = self.records.get(question.identifier or question.holder_number)
        outcome = LicenceOutcome.NOT_FOUND if record is None else LicenceOutcome.FOUND
        return LicenceAnswer(outcome, MONDAY, record)
