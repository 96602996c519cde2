"""The main job without a screen: every sample visit through the real services, offline; then the line comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.demo import script
from app.demo.sample_source import SOURCE_ID
from app.demo.script import Outcome
from app.demo.surroundings import Surroundings
from app.domain.errors import TongbanError
from app.domain.guide import MaterialForm, Necessity
from app.domain.material import Provision
from app.domain.verification import VerificationVerdict
from app.ports.document_source import AskedPaper, ScanRequest
from app.services.application_form import YES
from app.services.intake_state import IntakeState, MaterialRow

if TYPE_CHECKING:
    from app.services.workspace import Workspace

MOST_ROUNDS = 20


def nobody() -> bool:
    """Nobody cancels a headless run."""
    return False


@dataclass(slots=True)
class Stopwatch:
    """Wall time by step, summed over the visits."""

    milliseconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what runs inside."""
        started = time.perf_counter()
        yield
        passed = (time.perf_counter() - started) * 1000
        self.milliseconds[name] = round(self.milliseconds.get(name, 0.0) + passed, 1)


@dataclass(frozen=True, slots=True)
class HeadlessRun:
    """Plays the visits at one workspace."""

    around: Surroundings
    workspace: Workspace
    watch: Stopwatch

    def visit(self, visit: script.Visit) -> Outcome:
        """One visit from an empty screen to papers, or to the refusal the script expects."""
        session = self.workspace.session
        case_id = self.workspace.open_case.start(session).case.id
        outcome = Outcome(visit, case_id)
        with self.watch.step("identity"):
            self._identify(case_id, visit)
        with self.watch.step("guide"):
            state = self._choose(case_id, visit)
        if not visit.refused:
            self._bring(state, visit, leave_out=set(visit.notice_without))
        if visit.notice_without:
            with self.watch.step("notice"):
                outcome.papers.append(self.workspace.give_one_time_notice(session, case_id, visit.notice_without))
            self._bring(self._now(case_id), visit, leave_out=set())
        self.workspace.edit_case.set_fields(case_id, {"confirm.applicant": YES}, "confirm.applicant")
        self._receive(outcome)
        return outcome

    def drain(self) -> None:
        """Synchronise until nothing waits; bounded, so that a refusal ends it too."""
        with self.watch.step("sync"):
            for _ in range(MOST_ROUNDS):
                facts = self.workspace.synchronise(nobody)
                if not facts.counts.waiting:
                    break

    def _receive(self, outcome: Outcome) -> None:
        session, case_id = self.workspace.session, outcome.case_id
        try:
            with self.watch.step("receive"):
                self.workspace.receive_case(session, case_id)
        except TongbanError as error:
            if error.code != outcome.visit.refused:
                raise
            outcome.refused = error.code
            return
        with self.watch.step("papers"):
            made = self.workspace.make_papers(session, case_id)
        outcome.papers += [paper for paper in made if paper.id not in {known.id for known in outcome.papers}]

    def _identify(self, case_id: str, visit: script.Visit) -> None:
        for role, card in (("applicant", visit.card), ("agent", visit.agent_card)):
            if card:
                self._read_card(case_id, role, card)
        fields = {**visit.fields, **visit.agent_fields}
        self.workspace.edit_case.set_fields(case_id, fields, "applicant.phone")

    def _read_card(self, case_id: str, role: str, card: str) -> None:
        from scanners.simulated.sam_v_cards import sample_card

        self.around.card_reader.module.put(sample_card(card))
        reading = self.workspace.read_identity.read(nobody)
        self.workspace.read_identity.apply(self.workspace.session, case_id, role, reading)

    def _choose(self, case_id: str, visit: script.Visit) -> IntakeState:
        state = self.workspace.edit_case.choose(case_id, visit.item, visit.division)
        for question, option in visit.answers.items():
            state = self.workspace.edit_case.answer(case_id, question, option)
        return state

    def _bring(self, state: IntakeState, visit: script.Visit, leave_out: set[str]) -> None:
        for row in state.rows:
            wanted = row.blocking and row.material.necessity is not Necessity.OPTIONAL
            if wanted and row.material.code not in leave_out:
                self._provide(state, row, visit)

    def _provide(self, state: IntakeState, row: MaterialRow, visit: script.Visit) -> None:
        case_id, material, edit = state.case.id, row.material, self.workspace.edit_case
        if material.form is MaterialForm.E_LICENCE:
            number = f"YB-{material.code}-0001"
            edit.provide(case_id, material.code, Provision.E_LICENCE, e_licence_number=number)
            return
        sheets = visit.sheets.get(material.code, 1)
        edit.provide(case_id, material.code, Provision.PAPER, sheets=sheets)
        paper = AskedPaper(material, state.guide, state.case.form) if state.guide is not None else None
        with self.watch.step("capture"):
            self._scan(case_id, material.code, paper)
        with self.watch.step("verify"):
            self.workspace.verify_original(self.workspace.session, case_id, material.code, VerificationVerdict.MATCHES)

    def _scan(self, case_id: str, material_code: str, paper: AskedPaper | None) -> None:
        capture = self.workspace.capture_pages
        request = ScanRequest(SOURCE_ID, paper=paper)
        for frame in capture.scan(request, nobody):
            page = capture.keep(self.workspace.session, case_id, material_code, frame)
            capture.analyse(case_id, page.id, frame.dpi)

    def _now(self, case_id: str) -> IntakeState:
        return self.workspace.open_case.current(case_id)


def run(folder: Path | None, out: Path, say: Callable[[str], None]) -> dict[str, object]:
    """All sample visits; PDFs and `summary.json` into `out`. Returns the summary."""
    from app.demo.summary import write_summary
    from app.demo.surroundings import surroundings
    from resources.texts import text

    watch = Stopwatch()
    with surroundings(folder) as around:
        with watch.step("open"):
            workspace = around.open()
        try:
            job = HeadlessRun(around, workspace, watch)
            outcomes = []
            for visit in script.visits():
                say(text("demo.visit", id=visit.id))
                outcomes.append(job.visit(visit))
            say(text("demo.line_back", waiting=workspace.line_view.facts().counts.waiting))
            around.platform.start()
            job.drain()
            return write_summary(workspace, outcomes, out, watch.milliseconds)
        finally:
            workspace.close()
