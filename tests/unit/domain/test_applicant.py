from datetime import date

import pytest

from app.domain.applicant import IdDocument, IdDocumentKind, Person


def person(name: str, address: str = "") -> Person:
    return Person(name=name, document=IdDocument(IdDocumentKind.PASSPORT, "E12345678"), address=address)


@pytest.mark.parametrize("name", ["张䶮", "陈𬭎", "刘㛃𠅤", "阿卜杜·艾力", "ZHENGJIAN"])
def test_real_rare_characters_are_not_flagged(name: str) -> None:
    assert person(name).private_use_characters == ()


@pytest.mark.parametrize("char", ["\ue000", "\uf8ff", "\U000f0000", "\U0010fffd", "\ufffd"])
def test_characters_without_a_meaning_elsewhere_are_flagged(char: str) -> None:
    assert person(f"王{char}样本").private_use_characters == (char,)


def test_each_flagged_character_is_named_once_and_the_address_counts() -> None:
    assert person("王\ue863\ue863", "路\ue001\ue863").private_use_characters == ("\ue863", "\ue001")


@pytest.mark.parametrize(
    ("until", "long_term", "day", "expired"),
    [
        (date(2026, 4, 1), False, date(2026, 4, 1), False),
        (date(2026, 4, 1), False, date(2026, 4, 2), True),
        (None, True, date(2099, 1, 1), False),
        (None, False, date(2099, 1, 1), False),
    ],
)
def test_a_document_is_good_on_its_last_day(until: date | None, long_term: bool, day: date, expired: bool) -> None:
    document = IdDocument(IdDocumentKind.RESIDENT_ID, "1", valid_until=until, long_term=long_term)
    assert document.expired_on(day) is expired
