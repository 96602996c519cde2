"""The directory: laziness, versions, layers, agreements."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import GuideError
from app.domain.guide import GuideRef
from app.platform.guides.__main__ import main
from app.platform.guides.publishing import write_manifest
from app.platform.guides.source import JsonGuideSource
from resources.texts import error_text
from tests.unit.guides.sample import (
    HERE,
    HOME,
    ITEM,
    THERE,
    item_record,
    put,
    put_agreement,
    put_guide,
    sound_folder,
)

TODAY = date(2026, 11, 23)
OTHER = "990101001002"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = sound_folder(tmp_path / "shipped")
    write_manifest(folder)
    return folder


@pytest.fixture
def pulled(tmp_path: Path) -> Path:
    folder = tmp_path / "pulled"
    folder.mkdir()
    return folder


def test_listing_the_directory_loads_no_checker() -> None:
    """Start of the window: one manifest is read, pydantic is not imported."""
    code = (
        "import sys; from datetime import date; from app.platform.guides.source import JsonGuideSource; "
        "from resources.paths import resource; "
        "assert len(JsonGuideSource(resource('guides')).items(date(2026, 11, 23))) > 20; "
        "sys.exit('pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("item", "place", "day", "code"),
    [
        ("990000000000", HERE, TODAY, "guide.item_missing"),
        (ITEM, "630103", TODAY, "guide.place_missing"),
        (ITEM, HERE, date(2024, 12, 31), "guide.not_yet_in_force"),
    ],
)
def test_a_lookup_says_what_is_missing(shipped: Path, item: str, place: str, day: date, code: str) -> None:
    with pytest.raises(GuideError) as caught:
        JsonGuideSource(shipped).current(item, place, day)

    assert caught.value.code == code
    assert "{" not in error_text(code, caught.value.details)


@pytest.mark.parametrize("ref", [GuideRef(ITEM, HERE, 7), GuideRef("990000000000", HERE, 1)])
def test_a_version_that_is_not_there(shipped: Path, ref: GuideRef) -> None:
    with pytest.raises(GuideError) as caught:
        JsonGuideSource(shipped).version(ref)

    assert caught.value.code == "guide.version_missing"
    assert "{" not in error_text(caught.value.code, caught.value.details)


def test_both_ends_of_a_version_are_included(shipped: Path) -> None:
    put_guide(shipped, version=2, effective_from="2026-01-01", effective_until="2026-06-30")
    write_manifest(shipped)
    source = JsonGuideSource(shipped)

    in_force = {
        day: source.current(ITEM, HERE, date.fromisoformat(day)).ref.version
        for day in ("2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01")
    }

    assert in_force == {"2025-12-31": 1, "2026-01-01": 2, "2026-06-30": 2, "2026-07-01": 1}


def test_a_guide_that_ran_out_says_so(shipped: Path) -> None:
    put_guide(shipped, division_code="500103", effective_until="2025-12-31")
    write_manifest(shipped)

    with pytest.raises(GuideError, match=r"guide\.not_in_force"):
        JsonGuideSource(shipped).current(ITEM, "500103", TODAY)


def test_a_pulled_version_stands_above_the_shipped_one(shipped: Path, pulled: Path) -> None:
    put_guide(pulled, version=2, effective_from="2026-01-01", promised_days=3)
    put_guide(pulled, division_code="500103")
    write_manifest(pulled, known_items=frozenset({ITEM}))
    source = JsonGuideSource(shipped, pulled)

    assert source.current(ITEM, HERE, TODAY).promised_days == 3
    assert source.version(GuideRef(ITEM, HERE, 1)).promised_days == 5
    assert [place.division_code for place in source.items(TODAY)[0].places] == [HERE, THERE, "500103"]
    assert source.problems() == ()


def test_the_same_version_with_another_content_is_refused(shipped: Path, pulled: Path) -> None:
    put_guide(pulled, promised_days=3)
    write_manifest(pulled, known_items=frozenset({ITEM}))
    source = JsonGuideSource(shipped, pulled)

    assert source.current(ITEM, HERE, TODAY).promised_days == 5
    assert [error.code for error in source.problems()] == ["guide.version_conflict"]
    assert len(source.items(TODAY)[0].places) == 2, "the shipped one is still offered"


def test_a_version_pulled_that_is_already_there_is_no_problem(shipped: Path, pulled: Path) -> None:
    put_guide(pulled)
    write_manifest(pulled, known_items=frozenset({ITEM}))

    assert JsonGuideSource(shipped, pulled).problems() == ()


def test_the_pulled_name_of_an_item_is_shown(shipped: Path, pulled: Path) -> None:
    put(pulled, "items/sample.json", item_record(item_name="样本事项登记（新）"))
    write_manifest(pulled)

    assert JsonGuideSource(shipped, pulled).items(TODAY)[0].item_name == "样本事项登记（新）"


def test_a_folder_not_pulled_yet_is_no_problem(shipped: Path, tmp_path: Path) -> None:
    source = JsonGuideSource(shipped, tmp_path / "never")

    assert len(source.items(TODAY)) == 1
    assert source.problems() == ()


def test_what_came_in_since_is_seen_after_a_reload(shipped: Path, pulled: Path) -> None:
    write_manifest(pulled)
    source = JsonGuideSource(shipped, pulled)
    assert source.current(ITEM, HERE, TODAY).ref.version == 1
    put_guide(pulled, version=2, effective_from="2026-01-01")
    write_manifest(pulled, known_items=frozenset({ITEM}))

    source.reload()

    assert source.current(ITEM, HERE, TODAY).ref.version == 2


def test_agreements_are_found_by_place_item_and_day(shipped: Path) -> None:
    source = JsonGuideSource(shipped)

    assert source.agreement(ITEM, HOME, HERE, TODAY) is not None
    assert source.agreement(ITEM, HOME + "001", HERE, TODAY) is not None, "a township of the collecting city"
    assert source.agreement(ITEM, "990200", HERE, TODAY) is None
    assert source.agreement(ITEM, HOME, THERE, TODAY) is None
    assert source.agreement(ITEM, HOME, HERE, date(2024, 12, 31)) is None


def test_the_nearest_agreement_wins(shipped: Path) -> None:
    put_agreement(shipped, id="province", handling_division="310000", item_codes=[ITEM, OTHER], transfer_days=9)
    put_agreement(shipped, id="items", item_codes=[ITEM], transfer_days=4)
    put_agreement(shipped, id="newer", valid_from="2026-06-01", transfer_days=6)
    write_manifest(shipped)
    source = JsonGuideSource(shipped)

    def transfer_days(item: str, place: str) -> int:
        agreement = source.agreement(item, HOME, place, TODAY)
        assert agreement is not None
        return agreement.transfer_days

    assert transfer_days(ITEM, HERE) == 4
    assert transfer_days(OTHER, HERE) == 6, "nearer, though it names no items"
    assert transfer_days(ITEM, "310115") == 9


def test_a_pulled_agreement_of_a_higher_version_replaces_the_shipped_one(shipped: Path, pulled: Path) -> None:
    put_agreement(pulled, version=2, powers=["receive"], transfer_days=1)
    write_manifest(pulled)

    agreement = JsonGuideSource(shipped, pulled).agreement(ITEM, HOME, HERE, TODAY)

    assert agreement is not None
    assert agreement.transfer_days == 1


def test_the_command_checks_and_publishes(shipped: Path, pulled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(shipped)]) == 0
    assert "办事指南 2 份" in capsys.readouterr().out
    put_guide(pulled, colour="red")
    assert main([str(pulled)]) == 1
    assert "colour" in capsys.readouterr().out
    assert main([str(shipped / "nowhere")]) == 2
    assert main([]) == 2
    assert capsys.readouterr().err.count("用法") == 2
