"""What changes when another place decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.guide import ItemGuide
from app.platform.guides.source import JsonGuideSource
from app.services.compare_guides import GuideAspect, MaterialAspect, compare_guides
from resources.paths import resource

TODAY = date(2026, 11, 23)
PARTNERSHIP, DISABILITY_CARD = "990106001026", "992009001023"


@pytest.fixture(scope="module")
def source() -> JsonGuideSource:
    return JsonGuideSource(resource("guides"))


def partnership(source: JsonGuideSource, place: str) -> ItemGuide:
    return source.current(PARTNERSHIP, place, TODAY)


def test_a_guide_does_not_differ_from_itself(source: JsonGuideSource) -> None:
    guide = partnership(source, "310101")

    comparison = compare_guides(guide, guide)

    assert comparison.identical
    assert comparison.same == guide.materials


def test_shanghai_to_anhui_takes_three_papers_away(source: JsonGuideSource) -> None:
    comparison = compare_guides(partnership(source, "310101"), partnership(source, "340104"))

    assert [material.code for material in comparison.missing] == [
        "premises_proof",
        "partner_ids",
        "managing_partner_appointment",
    ]
    assert comparison.added == ()
    assert [(one.after.code, one.aspects) for one in comparison.changed] == [
        ("partnership_agreement", (MaterialAspect.POST_BASIS,))
    ]
    assert [material.code for material in comparison.same] == ["application_form"]
    assert comparison.aspects == (GuideAspect.PROMISED_DAYS,)


def test_the_other_way_round_the_three_come_in(source: JsonGuideSource) -> None:
    here, there = partnership(source, "310101"), partnership(source, "340104")

    assert compare_guides(there, here).added == compare_guides(here, there).missing


def test_what_happens_to_the_original_is_a_difference(source: JsonGuideSource) -> None:
    comparison = compare_guides(
        source.current(DISABILITY_CARD, "340104", TODAY), source.current(DISABILITY_CARD, "320214", TODAY)
    )

    aspects = {one.after.code: one.aspects for one in comparison.changed}
    assert {MaterialAspect.HANDLING, MaterialAspect.SURRENDERED} <= set(aspects["old_disability_card"])


def test_only_what_the_situation_calls_for_is_compared(source: JsonGuideSource) -> None:
    here, there = partnership(source, "340104"), partnership(source, "610112")

    assert "agent_id_card" in {material.code for material in compare_guides(here, there).added}
    alone = compare_guides(here, there, {"acting": "self"})
    assert {material.code for material in alone.added} == {"qualification", "premises_proof"}


def test_papers_are_paired_by_name_when_places_use_other_codes(source: JsonGuideSource) -> None:
    guide = partnership(source, "340104")
    recoded = replace(guide, materials=tuple(replace(one, code=one.code + "_2") for one in guide.materials))

    assert compare_guides(guide, recoded).identical


def test_a_code_pairs_before_a_name(source: JsonGuideSource) -> None:
    """Two papers that have swapped their names stay themselves."""
    guide = partnership(source, "340104")
    first, second = guide.materials
    swapped = replace(guide, materials=(replace(first, name=second.name), replace(second, name=first.name)))

    comparison = compare_guides(guide, swapped)

    assert [one.aspects for one in comparison.changed] == [(MaterialAspect.NAME,), (MaterialAspect.NAME,)]
    assert not comparison.added
    assert not comparison.missing


def test_a_paper_paired_by_its_code_is_not_paired_again_by_its_name(source: JsonGuideSource) -> None:
    guide = partnership(source, "340104")
    first, second = guide.materials
    newcomer = replace(second, code="newcomer", name=first.name)

    comparison = compare_guides(guide, replace(guide, materials=(replace(first, name="新名"), second, newcomer)))

    assert comparison.added == (newcomer,)
    assert comparison.missing == ()
