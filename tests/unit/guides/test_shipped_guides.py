"""The guides the product ships: complete, honest, and as the field has them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain.agreement import UNDELEGATED_POWERS, Power
from app.domain.errors import GuideError
from app.domain.guide import GuideMaterial, GuideRef, ItemGuide, MaterialForm, OriginalHandling, ProvenanceKind
from app.domain.identifiers.item_code import parse_item_code
from app.platform.guides.folder import GuideFolder
from app.platform.guides.source import JsonGuideSource
from resources.paths import resource

TODAY = date(2026, 11, 23)
YUNZHOU = "990100"
COMPANY = "990106001018"
PARTNERSHIP, MARRIAGE, DISABILITY_CARD = "990106001026", "990707011025", "992009001023"
ID_CARD_ITEMS = ("990707001008", "990707001009", "990707001010")
BIRTH, UNEMPLOYMENT, EMPLOYEE_PENSION = "992010001024", "992003001012", "992003001013"
HUANGPU, XINWU, SHUSHAN, CHENGZHONG, WOLONG = "310101", "320214", "340104", "630103", "411303"


@pytest.fixture(scope="module")
def source() -> JsonGuideSource:
    return JsonGuideSource(resource("guides"))


@pytest.fixture(scope="module")
def guides() -> tuple[ItemGuide, ...]:
    folder = GuideFolder(resource("guides"))
    return tuple(folder.guide(entry) for entry in folder.index.guides)


def records(folder: Path) -> Iterator[dict[str, object]]:
    for path in folder.rglob("*.json"):
        if path.name != "manifest.json":
            yield json.loads(path.read_text(encoding="utf-8"))


def test_everything_loads_without_problems(source: JsonGuideSource) -> None:
    assert source.problems() == ()


def test_the_directory_is_wide_enough(source: JsonGuideSource) -> None:
    items = source.items(TODAY)

    assert len(items) >= 20
    for item in items:
        provinces = {place.division_code[:2] for place in item.places}
        assert len(provinces) >= 3, item.item_name


def test_partnership_needs_five_papers_in_two_places_and_two_in_the_third(source: JsonGuideSource) -> None:
    """Xinhua 2021-09-23: only two names of each list were published, the rest are marked invented."""
    in_force = {code: source.current(PARTNERSHIP, code, TODAY) for code in (HUANGPU, XINWU, SHUSHAN)}

    assert {code: len(guide.materials) for code, guide in in_force.items()} == {HUANGPU: 5, XINWU: 5, SHUSHAN: 2}
    for code, guide in in_force.items():
        assert guide.provenance.kind is ProvenanceKind.HISTORIC
        published = {material.name for material in guide.materials if is_published(material)}
        assert published == {"申请书", "合伙协议" if code == SHUSHAN else "经营场所证明"}


def is_published(material: GuideMaterial) -> bool:
    return material.provenance.kind is not ProvenanceKind.INVENTED


def provenances(value: object) -> Iterator[dict[str, str]]:
    """Every `provenance` in a record, however deep."""
    if isinstance(value, dict):
        if "provenance" in value:
            yield value["provenance"]
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from provenances(one)


def test_what_was_published_names_its_source() -> None:
    found = list(provenances(list(records(resource("guides")))))

    assert len(found) > 500
    for provenance in found:
        assert provenance["kind"] == "invented" or len(provenance["source"]) > 10, provenance


def test_invented_places_are_marked_so_that_nobody_calls_them(guides: tuple[ItemGuide, ...]) -> None:
    for guide in guides:
        assert "示例" in guide.authority.name, guide.ref
        assert "示例" in guide.authority.address, guide.ref
        assert guide.authority.phone.startswith("000-"), guide.ref
        assert guide.provenance.note, guide.ref


def test_nothing_that_demands_appearance_in_person_can_be_collected(guides: tuple[ItemGuide, ...]) -> None:
    in_person = [guide for guide in guides if guide.in_person_reason]

    assert {guide.ref.item_code for guide in in_person} == {MARRIAGE, *ID_CARD_ITEMS}
    assert not any(guide.collectable for guide in in_person)
    assert all(guide.collectable for guide in guides if not guide.in_person_reason)


def test_the_old_disability_card_is_surrendered_in_wuxi_and_given_back_in_hefei(source: JsonGuideSource) -> None:
    wuxi = source.current(DISABILITY_CARD, XINWU, TODAY).material("old_disability_card")
    hefei = source.current(DISABILITY_CARD, SHUSHAN, TODAY).material("old_disability_card")

    assert wuxi is not None
    assert hefei is not None
    assert (wuxi.handling, wuxi.surrendered, bool(wuxi.post_basis)) == (OriginalHandling.KEPT, True, True)
    assert wuxi.provenance.kind is ProvenanceKind.PUBLIC
    assert (hefei.handling, hefei.surrendered, hefei.post_basis) == (OriginalHandling.SHOWN, False, "")


def test_implementation_codes_are_sound_and_belong_to_the_item(guides: tuple[ItemGuide, ...]) -> None:
    codes = [parse_item_code(guide.implementation_code) for guide in guides]

    assert all(code.structured for code in codes)
    assert [code.catalogue_code for code in codes] == [guide.ref.item_code for guide in guides]
    assert all(
        code.implementing_body[2:8] == guide.ref.division_code for code, guide in zip(codes, guides, strict=True)
    )


def test_every_question_shapes_some_list(guides: tuple[ItemGuide, ...]) -> None:
    """A question nobody needs costs every applicant time."""
    for guide in guides:
        used = {question for material in guide.materials for question in material.condition}
        unused = {question.id for question in guide.questions} - used
        assert not unused, guide.ref


def test_every_situation_calls_for_some_paper(guides: tuple[ItemGuide, ...]) -> None:
    for guide in guides:
        for question in guide.questions:
            for option in question.options:
                assert guide.applicable_materials({question.id: option.id}), (guide.ref, question.id, option.id)


def test_all_kinds_of_terms_are_there_to_be_seen(guides: tuple[ItemGuide, ...]) -> None:
    materials = [material for guide in guides for material in guide.materials]

    assert {material.form for material in materials} == set(MaterialForm)
    assert any(material.deferrable for material in materials)
    assert any(material.commitment_allowed for material in materials)
    assert any(material.post_basis for material in materials)
    assert any(material.review_points for material in materials)
    assert any(guide.frequently_asked for guide in guides)


def test_a_guide_has_two_versions_and_each_can_be_had(source: JsonGuideSource) -> None:
    first = source.current(UNEMPLOYMENT, HUANGPU, date(2025, 12, 31))
    second = source.current(UNEMPLOYMENT, HUANGPU, date(2026, 1, 1))

    assert (first.ref.version, second.ref.version) == (1, 2)
    assert source.version(GuideRef(UNEMPLOYMENT, HUANGPU, 1)) == first


def test_a_guide_of_the_future_is_not_offered_yet(source: JsonGuideSource) -> None:
    with pytest.raises(GuideError) as caught:
        source.current(BIRTH, CHENGZHONG, TODAY)

    assert caught.value.code == "guide.not_yet_in_force"
    assert caught.value.details["start"] == "2027-07-01"
    places = {item.item_code: {place.division_code for place in item.places} for item in source.items(TODAY)}
    assert CHENGZHONG not in places[BIRTH]
    assert source.current(BIRTH, CHENGZHONG, date(2027, 7, 1)).ref.version == 1


def test_ages_shape_the_pension_list_as_panzhihua_published_it(source: JsonGuideSource) -> None:
    guide = source.current(EMPLOYEE_PENSION, "510400", TODAY)

    def names(age_group: str) -> list[str]:
        return [material.code for material in guide.applicable_materials({"age_group": age_group})]

    assert names("younger") == ["id_card"]
    assert names("older") == ["household_register", "id_card"]
    assert names("transferred") == ["id_card", "transfer_approval"]


def test_agreements_delegate_different_powers(source: JsonGuideSource) -> None:
    def powers(item: str, place: str) -> frozenset[Power]:
        agreement = source.agreement(item, YUNZHOU, place, TODAY)
        return UNDELEGATED_POWERS if agreement is None else agreement.powers

    assert powers(PARTNERSHIP, HUANGPU) == {Power.RECEIVE, Power.VERIFY_ORIGINALS}
    assert powers("992003001014", WOLONG) == {
        Power.RECEIVE,
        Power.VERIFY_ORIGINALS,
        Power.ONE_TIME_NOTICE,
        Power.DELIVER,
    }
    assert Power.ACCEPT in powers(PARTNERSHIP, XINWU)
    assert Power.ONE_TIME_NOTICE in powers(PARTNERSHIP, SHUSHAN), "the province's agreement covers its districts"
    assert source.agreement("990105001017", YUNZHOU, WOLONG, TODAY) is None, "not among the items of the agreement"
    assert source.agreement(DISABILITY_CARD, YUNZHOU, CHENGZHONG, TODAY) is None, "ran out"
    assert source.agreement(DISABILITY_CARD, YUNZHOU, CHENGZHONG, date(2025, 12, 31)) is not None


def test_the_same_paper_has_the_same_code_everywhere(guides: tuple[ItemGuide, ...]) -> None:
    """Comparing places and giving a paper once both rest on it."""
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for guide in guides:
        for material in guide.materials:
            names[guide.ref.item_code, material.name].add(material.code)

    assert {name: codes for name, codes in names.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("item", [PARTNERSHIP, COMPANY])
def test_who_sets_a_company_or_a_partnership_up_may_be_a_person(source: JsonGuideSource, item: str) -> None:
    places = next(one.places for one in source.items(TODAY) if one.item_code == item)
    assert len(places) > 1
    assert {source.current(item, place.division_code, TODAY).service_object for place in places} == {"both"}
