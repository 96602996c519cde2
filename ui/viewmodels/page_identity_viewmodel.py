"""What a scanned passport, permit, card or business licence would fill in; the clerk says what is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.domain.errors import RuleError
from app.domain.identity_check import AGENT, APPLICANT, is_organisation
from app.domain.page_text import PageReading
from app.ports.environment import TaskRunner
from app.services.page_identity import BUSINESS_LICENCE, IdentityOffer
from resources.known_papers import field_title, kind_title, shown_value
from resources.texts import text
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.intake_form import FormViewModel
from ui.viewmodels.page_reading import PageReadings
from ui.viewmodels.viewmodel import ViewModel
from ui.viewmodels.wording import day_words

# Goes with the number, and is no field that anybody types.
_UNSHOWN = ("kind", "document_kind", "source", "reader_serial")
_ON_PAPER: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "company_name", "latin_name"),
    "document_number": ("number",),
    "credit_code": ("number",),
    "valid_from": ("valid_from", "issued_on"),
}
"""What a field of the form is called on papers, where it is called otherwise."""


@dataclass(frozen=True, slots=True)
class OfferedField:
    """One field: what the page says, and what stands on the form where that is something else.

    `doubtful`: it failed its own check on the page and is not taken, `on_page` is empty; `unproved`: it comes from
    writing alone, to be looked at.
    """

    name: str
    title: str
    on_page: str
    on_form: str
    doubtful: bool
    unproved: bool


@dataclass(frozen=True, slots=True)
class PageOffer:
    """What one page would change: `paper` is what it is called, `fields` in the order of the page."""

    page_id: str
    paper: str
    reading: PageReading
    offer: IdentityOffer
    title: str
    fields: tuple[OfferedField, ...]


class PageIdentityViewModel(ViewModel):
    """The first page that says more of the applicant or agent than the form, or says it otherwise.

    A page of somebody else (a spouse, a child) is no offer: originals of others belong into many cases.

    Signals:
        changed(): `offer` or `ticked` is another one.
        found(): a page offers something that no page offered before.
    """

    changed = Signal()
    found = Signal()

    def __init__(
        self,
        desk: IntakeDesk,
        form: FormViewModel,
        readings: PageReadings,
        runner: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        """Follows the desk and the readings of its pages."""
        super().__init__(runner, parent)
        self._desk = desk
        self._form = form
        self._readings = readings
        self._dropped: set[str] = set()
        self.offer: PageOffer | None = None
        self.ticked: frozenset[str] = frozenset()
        desk.opened.connect(self._forget)
        desk.changed.connect(self._look)
        readings.changed.connect(self._look)

    def tick(self, name: str, on: bool) -> None:
        """Whether this field, which stands otherwise, is to be replaced."""
        self.ticked = self.ticked | {name} if on else self.ticked - {name}
        self.changed.emit()

    def take(self) -> None:
        """Fill what is empty, replace what was ticked."""
        offer = self.offer
        if offer is None:
            return
        work, ticked = self._desk.workspace, self.ticked
        whole = ticked | frozenset(offer.offer.standing)
        session, apply = work.session, work.read_identity.apply_page
        self._dropped.add(offer.page_id)  # what was left standing is not asked about again
        self._form.fill(
            offer.offer.role,
            lambda case_id, role, replace: apply(
                session, case_id, role, offer.reading, replaced=whole if replace else ticked
            ),
        )

    def drop(self) -> None:
        """Take nothing of this page, now or later."""
        if self.offer is not None:
            self._dropped.add(self.offer.page_id)
            self._look()

    def _look(self) -> None:
        """Ask the service about every page that was recognised; without one there is nothing to ask."""
        state = self._desk.state
        if state is None or not self._desk.is_draft:
            self._know(self._desk.case_id, [])
            return
        known = self._readings.readings
        self._dropped &= known.keys()  # a page that was straightened anew is another page
        asked = [
            (page.id, role, known[page.id])
            for row in state.rows
            for page in row.pages
            if page.id in known and page.id not in self._dropped
            if (role := _role_of(state.case.form, known[page.id])) is not None
        ]
        case_id, offer_page = state.case.id, self._desk.workspace.read_identity.offer_page
        if not asked:
            self._know(case_id, [])
            return

        def offers() -> list[tuple[str, PageReading, IdentityOffer]]:
            found = []
            for page_id, role, reading in asked:
                try:
                    found.append((page_id, reading, offer_page(case_id, role, reading)))
                except RuleError:  # a paper that says nothing of who somebody is
                    continue
            return found

        self.run("store", offers, lambda found: self._know(case_id, found))

    def _know(self, case_id: str, found: list[tuple[str, PageReading, IdentityOffer]]) -> None:
        state = self._desk.state
        if state is None or case_id != self._desk.case_id:
            return
        offers = (_page_offer(state.case.form, *one) for one in found if one[0] not in self._dropped)
        now = next((one for one in offers if any(not field.doubtful for field in one.fields)), None)
        if now == self.offer:
            return
        is_new = now is not None and (self.offer is None or now.page_id != self.offer.page_id)
        self.offer = now
        self.ticked &= frozenset(now.offer.standing if now is not None and not is_new else ())
        self.changed.emit()
        if is_new:
            self.found.emit()

    def _forget(self) -> None:
        self._dropped, self.offer, self.ticked = set(), None, frozenset()
        self.changed.emit()


def _role_of(form: Mapping[str, str], reading: PageReading) -> str | None:
    """Whom the page is about: who stands there with this number or name, else the place that is still empty."""
    paper = reading.paper
    number, name = _read(reading, "number"), _read(reading, "name")
    if paper.kind == BUSINESS_LICENCE:
        empty = not _on_form(form, "applicant.document_number")
        name = _read(reading, "company_name")
        return APPLICANT if empty and _fits(form, "applicant.credit_code", "applicant.name", number, name) else None
    if not number and not name:
        return None
    if number and number == _on_form(form, "agent.document_number"):
        return AGENT
    if not is_organisation(form) and _fits(form, "applicant.document_number", "applicant.name", number, name):
        return APPLICANT
    acts = form.get("agent.present") == "yes"
    return AGENT if acts and _fits(form, "agent.document_number", "agent.name", number, name) else None


def _fits(form: Mapping[str, str], number_field: str, name_field: str, number: str, name: str) -> bool:
    standing, called = _on_form(form, number_field), _on_form(form, name_field)
    same = (bool(number) and number == standing) or (bool(name) and name == called)
    return same or (not standing and not called)


def _read(reading: PageReading, name: str) -> str:
    field = reading.paper.field(name)
    return field.value.strip().upper() if field is not None else ""


def _on_form(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").strip().upper()


def _page_offer(form: Mapping[str, str], page_id: str, reading: PageReading, offer: IdentityOffer) -> PageOffer:
    shown = [name for name in offer.fields if name.partition(".")[2] not in _UNSHOWN]
    news = [name for name in shown if name in offer.standing or not form.get(name, "").strip()]
    doubtful = [name for name in offer.doubtful if name not in offer.fields]
    who = text("identity_proof.agent") if offer.role == AGENT else text("identity_proof.applicant")
    paper = kind_title(reading.paper.kind or "")
    return PageOffer(
        page_id,
        paper,
        reading,
        offer,
        text("page_identity.title", paper=paper, who=who),
        tuple(_offered(form, reading, offer, name) for name in (*news, *doubtful)),
    )


def _offered(form: Mapping[str, str], reading: PageReading, offer: IdentityOffer, name: str) -> OfferedField:
    short = name.partition(".")[2]
    on_paper = next((one for one in _ON_PAPER.get(short, (short,)) if reading.paper.field(one) is not None), short)
    return OfferedField(
        name,
        field_title(reading.paper.kind or "", on_paper),
        _shown(short, offer.fields.get(name, "")),
        _shown(short, form.get(name, "")),
        doubtful=name not in offer.fields,
        unproved=name in offer.unproved,
    )


def _shown(short: str, value: str) -> str:
    return day_words(shown_value(short, value))
