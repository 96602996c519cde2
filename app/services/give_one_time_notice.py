"""One-time notice (一次性告知): everything that must be mended, in one document.

Only where the agreement delegates the power is it the authority's notice; elsewhere it is the window's reminder
(收件材料补齐提醒).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.agreement import Power
from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Session
from app.domain.errors import RuleError
from app.domain.material import Gap
from app.domain.paper import NoticeContent, NoticeLine, Paper, PaperKind
from app.ports.environment import Clock
from app.ports.store import Store
from app.services.intake_state import IntakeState, MaterialRow, MissingKind, StateReader
from app.services.make_papers import MakePapers
from app.services.paper_head import case_head, material_lines

_WRONG = frozenset({Gap.DIFFERS, Gap.BAD_PAGE})


@dataclass(frozen=True, slots=True)
class GiveOneTimeNotice:
    """Write down all gaps of a draft in the guide's own words and keep exactly the printed document."""

    store: Store
    read_state: StateReader
    make_papers: MakePapers
    clock: Clock

    def __call__(self, session: Session, case_id: str, opinions: Mapping[str, str]) -> Paper:
        """Render the notice; `opinions` are the clerk's words per material code.

        Raises `rule.nothing_missing` when every material is complete, `rule.no_item`, `rule.no_applicant`,
        `rule.questions_open` while a situation is not known: papers it calls for would be asked for a second time;
        `rule.papers_unchecked` while papers lie there that the clerk did not check: they are no gap of the applicant's,
        and what is found wrong with them would be told a second time too.
        """
        with self.store.unit_of_work() as unit:
            content = self._content(session, self.read_state(unit, unit.cases.get(case_id)), opinions)
            serial = f"{session.station.code}{unit.numbers.next_serial('notice'):05d}"
            unit.commit()
        paper = self.make_papers.keep(session, case_id, PaperKind.ONE_TIME_NOTICE, content, serial)
        with self.store.unit_of_work() as unit:
            unit.audit.add(AuditEntry(AuditAction.NOTICE_GIVEN, self.clock.now(), session.clerk.id, case_id, paper.id))
            unit.commit()
        return paper

    def _content(self, session: Session, state: IntakeState, opinions: Mapping[str, str]) -> NoticeContent:
        if state.guide is None:
            raise RuleError("no_item")
        if any(thing.kind is MissingKind.QUESTION for thing in state.missing):
            raise RuleError("questions_open")
        open_rows = [row for row in state.rows if row.gap is not None and row.blocking]
        if not open_rows:
            raise RuleError("nothing_missing")
        unchecked = next((row.material.name for row in open_rows if row.gap is Gap.NOT_VERIFIED), None)
        if unchecked is not None:
            raise RuleError("papers_unchecked", name=unchecked)
        complete = tuple(row for row in state.rows if row.gap is None and row.pages)
        return NoticeContent(
            head=case_head(state.case, state.guide, session, self.clock.now()),
            as_authority=Power.ONE_TIME_NOTICE in state.powers,
            have=material_lines(complete),
            lines=tuple(
                _line(number, row, opinions.get(row.material.code, "")) for number, row in enumerate(open_rows, start=1)
            ),
        )


def _line(number: int, row: MaterialRow, opinion: str) -> NoticeLine:
    gap = row.gap or Gap.NOT_PROVIDED
    verification = row.state.verification
    return NoticeLine(
        number=number,
        name=row.material.name,
        gap=gap.value,
        wrong=gap in _WRONG,
        standard="\n".join((*row.material.review_points, row.material.note)).strip(),
        opinion=opinion or (verification.remark if verification else ""),
    )
