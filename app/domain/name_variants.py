"""How two spellings of a name are related: the same, a known variant, look-alikes, or different.

Old systems wrote rare characters as private-use code points, as another character that looks alike, or in the other
of simplified and traditional form. Such a pair is never silently taken as equal: the clerk is told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class NameRelation(StrEnum):
    """From nearest to farthest."""

    SAME = "same"
    VARIANT = "variant"
    LOOK_ALIKE = "look_alike"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class NameVariants:
    """Tables of single characters: to the representative of their variants, and of what looks alike."""

    variants: Mapping[str, str]
    look_alikes: Mapping[str, str]

    def relation(self, one: str, other: str) -> NameRelation:
        """How two names are related; blanks do not count."""
        first, second = _compact(one), _compact(other)
        if first == second:
            return NameRelation.SAME
        if self._folded(first) == self._folded(second):
            return NameRelation.VARIANT
        if self._blurred(first) == self._blurred(second):
            return NameRelation.LOOK_ALIKE
        return NameRelation.DIFFERENT

    def _folded(self, name: str) -> str:
        """Every character as the one that stands for its variants; compatibility forms as the real ones."""
        plain = unicodedata.normalize("NFKC", "".join(self.variants.get(char, char) for char in name))
        return "".join(self.variants.get(char, char) for char in plain).casefold()

    def _blurred(self, name: str) -> str:
        return "".join(self.look_alikes.get(char, char) for char in self._folded(name))


def name_variants(variants: Iterable[str], look_alikes: Iterable[str]) -> NameVariants:
    """Build the tables from groups of characters; the first of a group stands for the others."""
    return NameVariants(_table(variants), _table(look_alikes))


def _table(groups: Iterable[str]) -> Mapping[str, str]:
    return {char: group[0] for group in groups for char in group[1:]}


def _compact(name: str) -> str:
    return "".join(name.split())
