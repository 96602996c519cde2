"""Find service items by what a clerk types: name, short or everyday name, code, pinyin, and the deciding place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.errors import InputError
from app.domain.guide import ItemSummary, PlaceSummary
from app.domain.identifiers.item_code import parse_item_code
from app.domain.search import MatchKind, Readings, match_kind
from app.ports.guides import GuideSource, Romanizer


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item that fits. `places` are those the words name, the nearest first, all of the item when they name none.

    `kind` is the weakest way in which a word fits the item, None when only its places fit; `place_kind` the same for
    the words that name places, None when none does.
    """

    item: ItemSummary
    places: tuple[PlaceSummary, ...]
    kind: MatchKind | None
    place_kind: MatchKind | None = None


@dataclass(frozen=True, slots=True)
class FindItems:
    """Search over the directory, fast enough for every key stroke: readings of names are kept."""

    guides: GuideSource
    romanizer: Romanizer
    _readings: dict[str, Readings] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __call__(self, words: str, on: date) -> tuple[FoundItem, ...]:
        """Items in force on this day that fit all of `words`, the nearest first; without words the whole directory.

        Words are parted by blanks; each must fit the item or some of its places (`hehuo anhui`) and is taken for
        what it fits more nearly. Pinyin of one name may be typed with blanks too (`he huo qi ye`).
        """
        items = self.guides.items(on)
        if not words.strip():
            return tuple(FoundItem(item, item.places, MatchKind.NAME_START) for item in items)
        found = (self._found(words, item) for item in items)
        return tuple(sorted((one for one in found if one is not None), key=_nearness))

    def _found(self, words: str, item: ItemSummary) -> FoundItem | None:
        parts = words.split()
        whole = self._kind(words, item) if len(parts) > 1 else None
        if whole is not None:
            return FoundItem(item, item.places, whole)
        places, kinds, place_kinds = item.places, [], []
        for word in parts:
            kind = self._kind(word, item)
            named = {place: self._place_kind(word, place) for place in places}
            place_kind = min((one for one in named.values() if one is not None), default=None)
            if kind is not None and (place_kind is None or kind <= place_kind):
                kinds.append(kind)
            elif place_kind is not None:
                places = _nearest_first(named)
                place_kinds.append(place_kind)
            else:
                return None
        return FoundItem(item, places, max(kinds, default=None), max(place_kinds, default=None))

    def _kind(self, word: str, item: ItemSummary) -> MatchKind | None:
        if _is_code_of(word, item):
            return MatchKind.EXACT
        kinds = (
            match_kind(word, name, self._spelling(name), codes)
            for name, codes in (
                (item.item_name, (item.item_code,)),
                *((name, ()) for name in (item.short_name, *item.also_called)),
            )
        )
        return min((kind for kind in kinds if kind is not None), default=None)

    def _place_kind(self, word: str, place: PlaceSummary) -> MatchKind | None:
        return match_kind(word, place.place_name, self._spelling(place.place_name), (place.division_code,))

    def _spelling(self, name: str) -> Readings:
        if name not in self._readings:
            self._readings[name] = self.romanizer.readings(name)
        return self._readings[name]


def _is_code_of(word: str, item: ItemSummary) -> bool:
    """Whether `word` is an implementation code (of any place) of the item."""
    try:
        return parse_item_code(word).catalogue_code == item.item_code
    except InputError:
        return False  # other words than a code


def _nearest_first(named: Mapping[PlaceSummary, MatchKind | None]) -> tuple[PlaceSummary, ...]:
    """The places a word fits; of equals the order stays."""
    fitting = [(kind, place) for place, kind in named.items() if kind is not None]
    return tuple(place for _, place in sorted(fitting, key=lambda fit: fit[0]))


def _nearness(found: FoundItem) -> tuple[int, bool, bool, int, str]:
    """By the word that fits least; of equals, what fits the item goes before what fits its places."""
    weakest = max(kind for kind in (found.kind, found.place_kind) if kind is not None)
    by_place = found.place_kind is not None
    return weakest, by_place, found.kind is None, len(found.item.item_name), found.item.item_code
