"""Keep the applicant's rating of the service (好差评): frozen as a fact for the platform, and nowhere else.

The grade stands in the body of the outbox row alone, which no screen shows; the audit log says that a rating was given,
not which. Nobody changes it afterwards, and who does not want to rate leaves no trace.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Session
from app.domain.errors import RuleError
from app.domain.outbox import FactKind
from app.domain.rating import PoorReason, RatingGrade, ServiceRating
from app.ports.environment import Clock
from app.ports.platform import RatingEncoder
from app.ports.store import Store


@dataclass(frozen=True, slots=True)
class RateService:
    """One rating a received case."""

    store: Store
    encoder: RatingEncoder
    clock: Clock

    def __call__(
        self, session: Session, case_id: str, grade: RatingGrade, reasons: tuple[PoorReason, ...] = ()
    ) -> None:
        """Keep the grade, a poor one with its reasons, and send it with what waits.

        Raises `rule.rating_too_early` before the case is received, `rule.already_rated` for a second one.
        """
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            if unit.cases.get(case_id).received_at is None:
                raise RuleError("rating_too_early")
            if any(entry.fact.kind is FactKind.RATING for entry in unit.outbox.of_case(case_id)):
                raise RuleError("already_rated")
            unit.outbox.add(self.encoder.rating_fact(ServiceRating(case_id, grade, now, reasons)), now)
            unit.audit.add(AuditEntry(AuditAction.SERVICE_RATED, now, session.clerk.id, case_id))
            unit.commit()
