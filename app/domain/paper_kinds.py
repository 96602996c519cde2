"""Which kind of paper a material asks for, and pages that surely lie under the wrong material."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.compare_fields import SURE
from app.domain.comparison import MaterialPages, ReadPage
from app.domain.finding import Finding, FindingReason, Light
from app.domain.guide import GuideMaterial

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PaperKinds:
    """The words by which guides ask for a known paper, with the kinds that answer them.

    Guides are other places' data and know nothing of our kinds: a material's name is all there is to go by. A name
    with a word of `open_words` only gives examples, so that what it does not name may still be right.
    """

    asked_as: Mapping[str, frozenset[str]]
    open_words: tuple[str, ...] = ()

    def named(self, material: GuideMaterial) -> frozenset[str]:
        """The kinds that the material's name asks for; empty when it names none that we know."""
        return self._in(material.name)

    def accepted(self, material: GuideMaterial) -> frozenset[str]:
        """The kinds that answer the material: those it names, and the paper of the licence that may stand in."""
        return self.named(material) | self.licensed(material)

    def licensed(self, material: GuideMaterial) -> frozenset[str]:
        """The kinds of paper that are the licence which may stand in for the material."""
        return self._in(material.e_licence_type)

    def only_named(self, material: GuideMaterial) -> bool:
        """Whether the name says everything that answers it."""
        return bool(self.named(material)) and not any(word in material.name for word in self.open_words)

    def _in(self, words: str) -> frozenset[str]:
        return _NONE.union(*(kinds for word, kinds in self.asked_as.items() if word in words))


def misplaced_findings(materials: Sequence[MaterialPages], kinds: PaperKinds) -> Mapping[str, tuple[Finding, ...]]:
    """Pages that lie under the wrong material, by material code.

    Told only where there is no doubt: the page was surely recognised, its kind does not answer the material, and
    either the material names the kinds it wants or another material of the case asks for this one. Red where it lies
    instead of what is asked for; amber beside it, for copies of cards are often handed in with the paper they go with.
    """
    return {given.material.code: tuple(_misplaced(given, materials, kinds)) for given in materials}


def _misplaced(given: MaterialPages, materials: Sequence[MaterialPages], kinds: PaperKinds) -> Iterator[Finding]:
    accepted, elsewhere = kinds.accepted(given.material), _NONE
    if not kinds.only_named(given.material):
        others = (other.material for other in materials if other.material.code != given.material.code)
        elsewhere = _NONE.union(*(kinds.named(other) for other in others))
    recognised = [(page.page_id, kind) for page in given.pages if (kind := _sure_kind(page)) is not None]
    answered = any(kind in accepted for _, kind in recognised)
    for page_id, kind in recognised:
        if kind not in accepted and (kinds.only_named(given.material) or kind in elsewhere):
            light = Light.AMBER if answered else Light.RED
            yield Finding("", light, FindingReason.OTHER_PAPER, kind, given.material.name, page_id=page_id)


def _sure_kind(page: ReadPage) -> str | None:
    paper = page.reading.paper if page.reading is not None else None
    return paper.kind if paper is not None and paper.confidence >= SURE else None
