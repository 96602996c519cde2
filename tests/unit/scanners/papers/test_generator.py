"""The generator of invented papers: the same seed gives the same picture, and what it says about itself is true."""

from __future__ import annotations

import numpy as np
import pytest

from resources.known_papers import has_field_title
from scanners.reading.papers.checks import verdict
from scanners.reading.papers.load_kinds import shipped_kinds
from tests.papers_generator.catalogue import DRAWERS, draw
from tests.papers_generator.damage import DAMAGES, damaged

KINDS = {kind.kind: kind for kind in shipped_kinds()}


@pytest.mark.parametrize("kind", sorted(DRAWERS))
def test_a_seed_decides_the_paper(kind: str) -> None:
    first, again, other = draw(kind, 7), draw(kind, 7), draw(kind, 8)

    assert first.fields == again.fields != other.fields
    assert np.array_equal(np.asarray(first.picture), np.asarray(again.picture))


@pytest.mark.parametrize("kind", sorted(DRAWERS))
def test_written_values_pass_the_checks_of_their_fields(kind: str) -> None:
    rules = {rule.name: rule for rule in KINDS[kind].fields}

    for name, value in draw(kind, 8).fields.items():
        assert verdict(rules[name].check, value, rules[name].values) is not False, name


def test_every_damage_changes_the_picture_and_only_by_its_seed() -> None:
    flat = np.asarray(draw("resident_id_back", 1).picture)

    for name in DAMAGES:
        seen = damaged(flat, name, 3)
        assert np.array_equal(seen, damaged(flat, name, 3)), name
        assert seen.dtype == np.uint8
        assert np.array_equal(seen, flat) == (name == "clean"), name
    assert len(DAMAGES) >= 14


def test_shared_names_of_fields_are_used() -> None:
    names = {field.name for kind in KINDS.values() for field in kind.fields}

    assert has_field_title("birth_date")
    assert not has_field_title("no_such_field")
    assert {"name", "number", "birth_date", "valid_until"} <= names
