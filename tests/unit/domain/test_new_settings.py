"""What a station is told about itself must hold before the first number is made of it."""

from __future__ import annotations

import pytest

from app.domain.errors import SettingsError
from app.domain.settings import check_new_setting


@pytest.mark.parametrize(
    ("key", "value", "cause"),
    [
        ("station.code", "", "form_code"),
        ("station.code", "yz12", "form_code"),
        ("station.code", "云州", "form_code"),
        ("station.code", "YZ123", "form_code"),
        ("station.division_code", "", "form_division_code"),
        ("station.division_code", "9901", "form_division_code"),
        ("station.division_code", "99010A", "form_division_code"),
    ],
)
def test_codes_that_do_not_hold_are_refused_beside_their_field(key: str, value: str, cause: str) -> None:
    with pytest.raises(SettingsError) as caught:
        check_new_setting(key, value)
    assert (caught.value.code, caught.value.field) == (f"settings.{cause}", key)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("station.code", "YZ12"),
        ("station.code", "0001"),
        ("station.division_code", "990100"),
        ("station.division_code", "990100001002"),
    ],
)
def test_codes_that_hold_are_taken(key: str, value: str) -> None:
    assert check_new_setting(key, f" {value} ") == value
