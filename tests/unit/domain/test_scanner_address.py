"""Addresses of network scanners as people write them."""

from __future__ import annotations

import pytest

from app.domain.errors import SettingsError
from app.domain.scanner_address import parse_scanner_addresses
from app.domain.settings import SettingScope, check_setting, merge


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("", ()),
        ("192.168.1.20", ("http://192.168.1.20/eSCL",)),
        ("192.168.1.20:8080", ("http://192.168.1.20:8080/eSCL",)),
        ("http://scanner.hall/", ("http://scanner.hall/eSCL",)),
        ("https://10.0.0.7:443/other/eSCL/", ("https://10.0.0.7:443/other/eSCL",)),
        ("http://[fe80::1]:80", ("http://[fe80::1]:80/eSCL",)),
        ("10.0.0.1, 10.0.0.2；10.0.0.3、10.0.0.1\n10.0.0.4", tuple(f"http://10.0.0.{n}/eSCL" for n in (1, 2, 3, 4))),
    ],
)
def test_addresses_are_understood(written: str, addresses: tuple[str, ...]) -> None:
    assert parse_scanner_addresses(written) == addresses
    assert parse_scanner_addresses(" ".join(addresses)) == addresses


@pytest.mark.parametrize(
    "written",
    [
        "ftp://10.0.0.1",
        "http://user:secret@10.0.0.1",
        "http://10.0.0.1/eSCL?x=1",
        "http://10.0.0.1/#top",
        "http://10.0.0.1:99999",
        "http://[fe80::1",
        "http://",
        "扫描仪",
        "10.0.0.1, 扫描仪",
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(SettingsError) as caught:
        check_setting("scanner.network_address", written)
    assert (caught.value.code, caught.value.field) == ("settings.scanner_address", "scanner.network_address")


def test_too_many_scanners_are_refused() -> None:
    with pytest.raises(SettingsError, match="scanner_addresses"):
        parse_scanner_addresses(" ".join(f"10.0.0.{n}" for n in range(9)))


def test_a_wrong_address_in_a_file_is_reported_and_passed_over() -> None:
    """The other sources on the desk go on: the driver never sees what it could not use."""
    settings = merge({SettingScope.USER: {"scanner.network_address": "ftp://x"}})

    assert settings.text("scanner.network_address") == ""
    assert [problem.code for problem in settings.problems] == ["settings.scanner_address"]
