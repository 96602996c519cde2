"""Each way a guide file can be wrong: its own code and words, and the other places go on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import GuideError
from app.platform.guides import reading
from app.platform.guides.index import MANIFEST, read_index
from app.platform.guides.publishing import write_manifest
from app.platform.guides.source import JsonGuideSource
from resources.texts import error_text
from tests.unit.guides.sample import (
    HERE,
    HOME,
    ITEM,
    THERE,
    agreement_record,
    guide_record,
    put,
    put_agreement,
    put_guide,
    sound_folder,
)

TODAY = date(2026, 11, 23)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sound_folder(tmp_path / "guides")


def changed_material(index: int, **changes: Any) -> dict[str, Any]:
    materials = guide_record()["materials"]
    materials[index] = {**materials[index], **changes}
    return {"materials": materials}


def without(record: dict[str, Any], *path: str) -> dict[str, Any]:
    inner = record
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return record


def the_only_problem(folder: Path) -> GuideError:
    _, problems = write_manifest(folder)
    assert len(problems) == 1, problems
    return problems[0]


def places_offered(folder: Path) -> set[str]:
    items = JsonGuideSource(folder).items(TODAY)
    return {place.division_code for item in items for place in item.places}


def test_the_sample_is_sound(folder: Path) -> None:
    index, problems = write_manifest(folder)

    assert problems == ()
    assert (len(index.items), len(index.guides), len(index.agreements)) == (1, 2, 1)
    assert places_offered(folder) == {HERE, THERE}


@pytest.mark.parametrize(
    ("changes", "code", "names"),
    [
        ({"colour": "red"}, "guide.unknown_field", "colour"),
        (changed_material(0, colour="red"), "guide.unknown_field", "materials.0.colour"),
        ({"item_code": "12"}, "guide.bad_value", "item_code"),
        ({"legal_days": "20"}, "guide.bad_value", "legal_days"),
        ({"legal_days": -1}, "guide.bad_value", "legal_days"),
        ({"mode": "by_pigeon"}, "guide.bad_value", "mode"),
        ({"effective_from": "2026-02-30"}, "guide.bad_value", "effective_from"),
        ({"format": 2}, "guide.bad_value", "format"),
        ({"fee": ""}, "guide.bad_value", "fee"),
        ({"effective_until": "2024-12-31"}, "guide.bad_dates", ""),
        ({"in_person_reason": "须本人到场"}, "guide.in_person_collectable", ""),
        ({"provenance": {"kind": "public"}}, "guide.source_missing", "provenance"),
        (changed_material(0, provenance={"kind": "historic", "source": " "}), "guide.source_missing", "居民身份证"),
        (changed_material(0, code="power_of_attorney"), "guide.duplicate", "power_of_attorney"),
        (changed_material(1, condition={"age": ["minor"]}), "guide.bad_condition", "age=minor"),
        (changed_material(1, condition={"acting": ["agent", "ghost"]}), "guide.bad_condition", "acting=ghost"),
        (changed_material(1, condition={"acting": []}), "guide.bad_condition", "acting"),
        (changed_material(1, condition={}), "guide.condition_missing", "授权委托书"),
        (changed_material(1, necessity="required"), "guide.condition_unused", "授权委托书"),
        (changed_material(1, originals=0), "guide.kept_without_original", "授权委托书"),
        (changed_material(1, form="copy"), "guide.kept_without_original", "授权委托书"),
        (changed_material(1, handling="shown"), "guide.post_without_keeping", "授权委托书"),
        (changed_material(0, surrendered=True), "guide.post_without_keeping", "居民身份证"),
        (changed_material(1, deferrable=False), "guide.bad_deferral", "授权委托书"),
        (changed_material(1, deferral_working_days=0), "guide.bad_deferral", "授权委托书"),
        (changed_material(1, deferral_working_days=6), "guide.bad_deferral", "授权委托书"),
    ],
)
def test_a_wrong_guide_is_named_and_left_out(folder: Path, changes: dict[str, Any], code: str, names: str) -> None:
    put_guide(folder, **changes)

    error = the_only_problem(folder)

    assert error.code == code
    words = error_text(error.code, error.details)
    assert names in words
    assert f"places/{HERE}/sample.v1.json" in words
    assert "{" not in words, "every placeholder is filled"
    assert places_offered(folder) == {THERE}


@pytest.mark.parametrize("path", [("authority",), ("division_code",), ("authority", "place_name")])
def test_a_guide_without_a_place_says_so(folder: Path, path: tuple[str, ...]) -> None:
    put(folder, f"places/{HERE}/sample.v1.json", without(guide_record(), *path))

    error = the_only_problem(folder)

    assert error.code == "guide.place_missing"
    assert f"places/{HERE}/sample.v1.json" in error_text(error.code, error.details)


def test_a_guide_without_a_field_says_which(folder: Path) -> None:
    put(folder, f"places/{HERE}/sample.v1.json", without(guide_record(), "remedies"))

    error = the_only_problem(folder)

    assert (error.code, error.details["entry"]) == ("guide.missing_field", "remedies")


@pytest.mark.parametrize("content", [b"", b'{"format": 1', b"\xff\xfe\x00", b"[1, 2"])
def test_a_file_that_is_no_json(folder: Path, content: bytes) -> None:
    (folder / f"places/{HERE}/sample.v1.json").write_bytes(content)

    assert the_only_problem(folder).code == "guide.not_json"


def test_json_of_another_shape_is_a_bad_value(folder: Path) -> None:
    (folder / f"places/{HERE}/sample.v1.json").write_text("[]", encoding="utf-8")

    assert the_only_problem(folder).code == "guide.bad_value"


def test_a_huge_file_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 4096)
    put_guide(folder, conditions=["长" * 1000] * 3)

    assert the_only_problem(folder).code == "guide.file_too_large"


@pytest.mark.parametrize("file", [f"places/{THERE}0/sample.v1.json", f"places/{HERE}/sample.v2.json"])
def test_a_guide_lying_in_the_wrong_place(folder: Path, file: str) -> None:
    put(folder, file, guide_record())

    assert the_only_problem(folder).code == "guide.misplaced"


def test_an_agreement_lying_under_another_name(folder: Path) -> None:
    put(folder, "agreements/other.v1.json", agreement_record())

    assert the_only_problem(folder).code == "guide.misplaced"


def test_a_guide_of_an_unknown_item(folder: Path) -> None:
    put_guide(folder, item_code="990101001999")

    assert the_only_problem(folder).code == "guide.item_unknown"
    index, problems = write_manifest(folder, known_items=frozenset({"990101001999"}))
    assert problems == ()
    assert len(index.guides) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"power": ["receive"]}, "guide.unknown_field"),
        ({"powers": ["rule"]}, "guide.bad_value"),
        ({"valid_until": "2020-01-01"}, "guide.bad_dates"),
        ({"item_codes": [ITEM, ITEM]}, "guide.duplicate"),
        ({"provenance": {"kind": "public"}}, "guide.source_missing"),
    ],
)
def test_a_wrong_agreement_gives_no_power(folder: Path, changes: dict[str, Any], code: str) -> None:
    put_agreement(folder, **changes)

    assert the_only_problem(folder).code == code
    assert JsonGuideSource(folder).agreement(ITEM, HOME, HERE, TODAY) is None


def test_a_file_damaged_after_publishing_is_found_and_its_place_not_offered(folder: Path) -> None:
    write_manifest(folder)
    path = folder / f"places/{HERE}/sample.v1.json"
    path.write_text(path.read_text(encoding="utf-8").replace("不收费", "100元"), encoding="utf-8")
    source = JsonGuideSource(folder)
    item = source.items(TODAY)[0]
    assert len(item.places) == 2, "nothing is read before it is chosen"
    damaged_item = item.item_name
    damaged_place = next(place.place_name for place in item.places if place.division_code == HERE)

    (problem,) = source.problems()
    assert problem.code == "guide.file_damaged"
    assert (problem.details["item_name"], problem.details["place_name"]) == (damaged_item, damaged_place)
    assert [place.division_code for item in source.items(TODAY) for place in item.places] == [THERE]
    with pytest.raises(GuideError, match=r"guide\.file_damaged"):
        source.current(ITEM, HERE, TODAY)


def test_a_file_found_damaged_when_chosen_is_not_offered_again(folder: Path) -> None:
    write_manifest(folder)
    (folder / f"places/{HERE}/sample.v1.json").unlink()
    source = JsonGuideSource(folder)
    assert len(source.items(TODAY)[0].places) == 2

    with pytest.raises(GuideError, match=r"guide\.file_missing"):
        source.current(ITEM, HERE, TODAY)

    assert [place.division_code for place in source.items(TODAY)[0].places] == [THERE]


def test_a_damaged_version_does_not_bring_back_the_one_before(folder: Path) -> None:
    """The older list would ask for the wrong papers; cases taken under it still find it."""
    put_guide(folder, version=2, effective_from="2026-01-01")
    write_manifest(folder)
    (folder / f"places/{HERE}/sample.v2.json").write_text("{}", encoding="utf-8")
    source = JsonGuideSource(folder)
    source.problems()

    assert [place.division_code for place in source.items(TODAY)[0].places] == [THERE]
    first = source.current(ITEM, HERE, date(2025, 6, 1))
    assert source.version(first.ref).ref.version == 1


def test_a_file_the_manifest_does_not_know_is_not_used(folder: Path) -> None:
    write_manifest(folder)
    put_guide(folder, version=2, effective_from="2026-01-01")
    source = JsonGuideSource(folder)

    assert [error.code for error in source.problems()] == ["guide.not_listed"]
    assert source.current(ITEM, HERE, TODAY).ref.version == 1


@pytest.mark.parametrize("content", ["", "{}", '{"format": 1, "items": 3}', '{"format": 9}', "[]", '"x"'])
def test_a_bad_manifest_empties_its_folder_and_says_so(folder: Path, content: str) -> None:
    (folder / MANIFEST).write_text(content, encoding="utf-8")
    source = JsonGuideSource(folder)

    assert source.items(TODAY) == ()
    assert source.problems()[0].code == "guide.manifest_bad"


def test_a_folder_without_manifest_offers_nothing_and_says_so(folder: Path) -> None:
    source = JsonGuideSource(folder)

    assert source.items(TODAY) == ()
    assert source.problems()[0].code == "guide.manifest_missing"


def test_a_manifest_that_promises_something_else_is_not_believed(folder: Path) -> None:
    write_manifest(folder)
    path = folder / MANIFEST
    path.write_text(path.read_text(encoding="utf-8").replace('"collect"', '"online"'), encoding="utf-8")

    with pytest.raises(GuideError, match=r"guide\.manifest_bad"):
        JsonGuideSource(folder).current(ITEM, HERE, TODAY)


def test_a_manifest_that_promises_another_agreement_is_not_believed(folder: Path) -> None:
    write_manifest(folder)
    path = folder / MANIFEST
    old = f'"handling_division": "{HERE}"'
    path.write_text(path.read_text(encoding="utf-8").replace(old, '"handling_division": "310000"'), encoding="utf-8")
    source = JsonGuideSource(folder)

    assert source.agreement(ITEM, HOME, HERE, TODAY) is None
    assert [error.code for error in source.problems()] == ["guide.manifest_bad"]


def test_a_published_version_cannot_change(folder: Path) -> None:
    before, _ = write_manifest(folder)
    put_guide(folder, fee="100元")

    assert the_only_problem(folder).code == "guide.version_changed"
    assert read_index(folder) == before
    put_guide(folder)
    assert write_manifest(folder)[1] == ()
