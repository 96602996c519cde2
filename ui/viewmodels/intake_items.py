"""Choosing the service item and the place that decides, and reading its guide."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.domain.guide import ItemGuide, PlaceSummary
from app.domain.local_day import local_day
from app.ports.environment import TaskRunner
from app.services.find_items import FoundItem
from app.services.intake_state import AUDIENCE_WARNINGS, COLLECTING_STEPS
from resources.texts import text
from ui.viewmodels.guide_text import Section, compared_sections, guide_sections
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.viewmodel import ViewModel


@dataclass(frozen=True, slots=True)
class Choice:
    """One item or place to choose: `key` for the program, the rest for the clerk."""

    key: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class InPerson:
    """What to tell somebody who must go there in person: why, and where."""

    reason: str
    where: str


class ItemViewModel(ViewModel):
    """Search, item, place, guide.

    Signals:
        hits_changed(str): `hits` are the results for these words.
        places_changed(): `item` and `places` are others now (an item was taken, or dropped).
        compared(): `comparison` of the item's places is there.
        chosen(): item and place stand on the case.
    """

    hits_changed = Signal(str)
    places_changed = Signal()
    compared = Signal()
    chosen = Signal()

    def __init__(self, desk: IntakeDesk, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Follows the desk."""
        super().__init__(runner, parent)
        self._desk = desk
        self.hits: tuple[Choice, ...] = ()
        self._found: tuple[FoundItem, ...] = ()
        self._asked = ""
        self.item: FoundItem | None = None
        self.comparison: tuple[Section, ...] = ()
        desk.opened.connect(self.drop_item)

    @property
    def guide(self) -> ItemGuide | None:
        """The guide the case is under."""
        return self._desk.state.guide if self._desk.state else None

    @property
    def places(self) -> tuple[Choice, ...]:
        """Places that take the item from here, with what differs between them."""
        return tuple(_place_choice(place) for place in self.item.places) if self.item else ()

    def search(self, words: str) -> None:
        """Look for items by name, code, pinyin or initials; an empty word lists all."""
        workspace = self._desk.workspace
        today = local_day(workspace.edit_case.clock.now())
        self._asked = words
        self.run("store", lambda: workspace.find_items(words, today), lambda found: self._show(words, found))

    def take_item(self, item_code: str) -> None:
        """The item is this one; with a single place it is chosen at once."""
        self.item = next((one for one in self._found if one.item.item_code == item_code), None)
        self.comparison = ()
        self.places_changed.emit()
        if self.item is None:
            return
        if len(self.item.places) == 1:
            self.choose_place(self.item.places[0].division_code)
        else:
            self._compare(self.item)

    def drop_item(self) -> None:
        """Back to the search."""
        self.item = None
        self.comparison = ()
        self.places_changed.emit()

    def choose_place(self, division_code: str) -> None:
        """Put item and place on the case."""
        if self.item is None or not self._desk.is_draft:
            return
        case_id, item_code = self._desk.case_id, self.item.item.item_code
        choose = self._desk.workspace.edit_case.choose
        self._desk.change(lambda: choose(case_id, item_code, division_code), waiting="guide", then=self._chosen)

    @property
    def other_audience(self) -> str:
        """What to look at when the guide is for others than who asks; empty when it fits or nobody is known yet."""
        warnings = self._desk.state.warnings if self._desk.state is not None else ()
        return next((text(key) for key in warnings if key in AUDIENCE_WARNINGS), "")

    @property
    def in_person(self) -> InPerson | None:
        """Set for items that demand appearance before the authority: advise, never collect."""
        guide = self.guide
        if guide is None or guide.collectable:
            return None
        authority = guide.authority
        where = "\n".join(
            words
            for words in (f"{authority.name} {authority.window_name}".strip(), authority.address, authority.phone)
            if words
        )
        return InPerson(guide.in_person_reason or text("items.advise_only"), where)

    def applies(self, step: str) -> bool:
        """Whether there is anything to do in this step of intake: an item that is only advised on ends early."""
        return self.in_person is None or step not in COLLECTING_STEPS

    def sections(self) -> tuple[Section, ...]:
        """The guide in words."""
        state = self._desk.state
        return guide_sections(state.guide, state.agreement) if state and state.guide else ()

    def _compare(self, found: FoundItem) -> None:
        """Read the guides of all places, so that the clerk sees what differs before one is chosen."""
        workspace = self._desk.workspace
        today = local_day(workspace.edit_case.clock.now())
        code = found.item.item_code

        def guides() -> tuple[ItemGuide, ...]:
            return tuple(workspace.guides.current(code, place.division_code, today) for place in found.places)

        self.run("store", guides, lambda read: self._compared(found, read))

    def _compared(self, found: FoundItem, guides: tuple[ItemGuide, ...]) -> None:
        if self.item is found:
            self.comparison = compared_sections(guides)
            self.compared.emit()

    def _show(self, words: str, found: tuple[FoundItem, ...]) -> None:
        if words != self._asked:  # a later question is on its way, and what is in sight can still be taken
            return
        self._found = found
        self.hits = tuple(_item_choice(one) for one in found)
        self.hits_changed.emit(words)

    def _chosen(self) -> None:
        self.drop_item()
        self.chosen.emit()


def _item_choice(found: FoundItem) -> Choice:
    names = [place.place_name for place in found.places]
    shown = text("items.place_separator").join(names[:4])
    detail = text("items.places", places=shown, count=len(names)) if len(names) > 4 else shown
    return Choice(found.item.item_code, found.item.item_name, detail)


def _place_choice(place: PlaceSummary) -> Choice:
    detail = text(
        "items.place_detail",
        mode=text(f"wording.mode_{place.mode}"),
        depth=text(f"wording.depth_{place.depth}"),
        count=place.material_count,
    )
    return Choice(place.division_code, place.place_name, detail)
