"""Conditions of papers, and what can be collected."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.guide import Necessity, ServiceDepth
from tests.fakes.guides import guide as sample_guide
from tests.fakes.guides import material

GUIDE = sample_guide()
CONDITION = {"acting": ("agent", "guardian"), "kind": ("first",)}
CONDITIONAL = material("poa", "授权委托书", necessity=Necessity.CONDITIONAL, condition=CONDITION)


@pytest.mark.parametrize(
    ("answers", "applies"),
    [
        ({}, False),
        ({"acting": "agent"}, False),
        ({"acting": "agent", "kind": "first"}, True),
        ({"acting": "guardian", "kind": "first", "more": "x"}, True),
        ({"acting": "self", "kind": "first"}, False),
        ({"acting": "agent", "kind": "second"}, False),
    ],
)
def test_a_condition_needs_one_option_of_every_question(answers: dict[str, str], applies: bool) -> None:
    assert CONDITIONAL.applies(answers) is applies


@given(st.dictionaries(st.sampled_from(["acting", "kind"]), st.sampled_from(["agent", "self", "first"])))
def test_required_and_optional_papers_do_not_ask(answers: dict[str, str]) -> None:
    for necessity in (Necessity.REQUIRED, Necessity.OPTIONAL):
        assert replace(CONDITIONAL, necessity=necessity).applies(answers)


def test_applicable_materials_keep_the_order_of_the_guide() -> None:
    first, last = material("a", "一"), material("b", "二")
    guide = replace(GUIDE, materials=(first, CONDITIONAL, last))

    assert guide.applicable_materials({}) == (first, last)
    assert guide.applicable_materials({"acting": "agent", "kind": "first"}) == (first, CONDITIONAL, last)


def test_a_material_is_found_by_its_code() -> None:
    guide = replace(GUIDE, materials=(CONDITIONAL,))

    assert guide.material("poa") == CONDITIONAL
    assert guide.material("nothing") is None


@pytest.mark.parametrize(
    ("reason", "depth", "collectable"),
    [
        ("", ServiceDepth.RECEIVE, True),
        ("", ServiceDepth.COMPLETE, True),
        ("", ServiceDepth.ADVISE, False),
        ("须本人到场", ServiceDepth.ADVISE, False),
        ("须本人到场", ServiceDepth.RECEIVE, False),
    ],
)
def test_what_can_be_collected(reason: str, depth: ServiceDepth, collectable: bool) -> None:
    assert replace(GUIDE, in_person_reason=reason, depth=depth).collectable is collectable
