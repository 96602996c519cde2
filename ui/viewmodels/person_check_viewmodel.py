"""The person-and-card check (人证核验): consent, the card's picture beside a live one, the clerk's verdict."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.identity_check import AGENT, APPLICANT, ConsentGiver, FaceHint, PersonVerdict, person_check
from app.ports.document_source import ScanRequest, SourceKind
from app.ports.environment import TaskRunner
from app.services.check_person import SideBySide
from resources.texts import text
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.page_capture import SCANNER_LANE
from ui.viewmodels.viewmodel import ViewModel

_TONES = {PersonVerdict.SAME: "green", PersonVerdict.NOT_SAME: "red", PersonVerdict.UNSURE: "amber"}


class PersonCheckViewModel(ViewModel):
    """Pictures are held here only while they are looked at: another case, a verdict or the lock drops them.

    Signals:
        changed(): anything that is shown is another one.
        asked(): the check is to come to the front.
        attested(): the clerk has decided.
    """

    changed = Signal()
    asked = Signal()
    attested = Signal()

    def __init__(self, desk: IntakeDesk, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Nothing is begun."""
        super().__init__(runner, parent)
        self._desk = desk
        self._photos: dict[str, tuple[str, bytes]] = {}  # by role, with the number of the card
        self.role = APPLICANT
        self.giver = ConsentGiver.SELF
        self.live = b""
        self.hint: FaceHint | None = None
        self.message = ""
        desk.opened.connect(self.drop)
        desk.changed.connect(self._follow)

    @property
    def possible(self) -> bool:
        """Whether there is somebody to check: a draft with a document number of this role."""
        return self._desk.is_draft and bool(self._form.get(f"{self.role}.document_number", "").strip())

    @property
    def roles(self) -> tuple[tuple[str, str], ...]:
        """(value, words) of who can be checked."""
        agent = self._form.get("agent.present") == "yes"
        applicant = ((APPLICANT, text("person_check.applicant")),)
        return (*applicant, (AGENT, text("person_check.agent"))) if agent else applicant

    @property
    def consented(self) -> bool:
        """Whether the person on the form, or the guardian, has consented to a live picture."""
        number = self._form.get(f"{self.role}.document_number", "").strip()
        given = self._form.get(f"{self.role}.consent", "")
        return bool(given and number) and self._form.get(f"{self.role}.consent_number") == number

    @property
    def consent_words(self) -> str:
        """What the clerk records."""
        return text(f"person_check.consent_{self.giver}")

    @property
    def card(self) -> bytes:
        """The picture of the card that is on the form; empty where nobody could open it, or another was read."""
        number, photo = self._photos.get(self.role, ("", b""))
        return photo if number and number == self._form.get(f"{self.role}.document_number", "").strip() else b""

    @property
    def advice(self) -> str:
        """What a model makes of the two; empty where none is installed, or it saw no face."""
        if self.hint is None:
            return ""
        return text(f"person_check.advice_{self.hint.leaning}", distance=f"{self.hint.distance:.2f}")

    @property
    def verdict(self) -> tuple[str, str]:
        """(tone, words) of the clerk's verdict for who stands on the form; empty before there is one."""
        check = person_check(self._form, self.role)
        return (_TONES[check.verdict], text(f"person_check.done_{check.verdict}")) if check else ("", "")

    def ask(self) -> None:
        """Bring the check to the front and find out who has to consent."""
        if self.role not in {value for value, _ in self.roles}:
            self.role = APPLICANT
        self._say("" if self.possible else text("person_check.nobody"))
        self.asked.emit()
        if self.possible:
            case_id, role, check = self._desk.case_id, self.role, self._desk.workspace.check_person
            self.run("store", lambda: check.consent_needed_from(case_id, role), self._know_giver)

    def choose_role(self, role: str) -> None:
        """Applicant or agent; the live picture of the other goes."""
        if role != self.role:
            self.role = role
            self._drop_live()
            self.ask()

    def know_photo(self, role: str, number: str, photo: bytes) -> None:
        """A card was read for this role; whether it is of who stands there is still to be seen."""
        self._photos[role] = (number, photo)
        self._drop_live()
        self.changed.emit()

    def consent(self) -> None:
        """Record that consent was asked for and given."""
        if self.possible and not self.consented:
            work, case_id, role, giver = self._desk.workspace, self._desk.case_id, self.role, self.giver
            self._desk.change(lambda: work.check_person.record_consent(work.session, case_id, role, giver))

    def take(self) -> None:
        """Take a live picture with the camera, and lay it beside the card's."""
        if not self.possible or not self.consented or self.waiting:
            return
        case_id, role, card = self._desk.case_id, self.role, self.card
        self._say("")
        self.run(
            SCANNER_LANE,
            lambda: self._side_by_side(case_id, role, card),
            lambda pair: self._laid(case_id, role, pair),
            waiting="camera",
        )

    def attest(self, verdict: PersonVerdict, remark: str) -> None:
        """The clerk decides; the pictures go."""
        if not self.possible:
            self._say(text("person_check.nobody"))
            return
        if verdict is not PersonVerdict.SAME and not remark.strip():
            self._say(text("person_check.remark_required"))
            return
        work, case_id, role = self._desk.workspace, self._desk.case_id, self.role
        self._desk.change(
            lambda: work.check_person.attest(work.session, case_id, role, verdict, remark), then=self._attested
        )

    def drop(self) -> None:
        """Every picture goes: another case, or a locked screen."""
        self._photos.clear()
        self._drop_live()
        self._desk.workspace.check_person.pictures.forget()
        self.role = APPLICANT
        self._say("")

    @property
    def _form(self) -> dict[str, str]:
        return dict(self._desk.state.case.form) if self._desk.state else {}

    def _side_by_side(self, case_id: str, role: str, card: bytes) -> SideBySide | None:
        work = self._desk.workspace
        source = work.capture_pages.source
        cameras = [one for one in source.list() if one.kind is SourceKind.CAMERA]
        if not cameras:
            return None
        frame = next(iter(source.scan(ScanRequest(cameras[0].id, max_pages=1))))
        return work.check_person.lay_side_by_side(case_id, role, card, frame.data)

    def _laid(self, case_id: str, role: str, pair: SideBySide | None) -> None:
        if pair is None:
            self._say(text("person_check.no_camera"))
        elif (case_id, role) == (self._desk.case_id, self.role):
            self.live, self.hint = pair.live, pair.hint
        else:
            self._desk.workspace.check_person.pictures.forget()
        self.changed.emit()

    def _know_giver(self, giver: ConsentGiver) -> None:
        self.giver = giver
        self.changed.emit()

    def _attested(self) -> None:
        self._photos.pop(self.role, None)
        self._drop_live()
        self._say("")
        self.attested.emit()

    def _drop_live(self) -> None:
        self.live, self.hint = b"", None

    def _follow(self) -> None:
        if not self._desk.is_draft:
            self._photos.clear()
            self._drop_live()
        self.changed.emit()

    def _say(self, words: str) -> None:
        self.message = words
        self.changed.emit()
