"""Where a hall's database may be said to be."""

from __future__ import annotations

import pytest

from app.domain.errors import SettingsError
from app.domain.settings import check_setting

HALL = "store.hall_url"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "postgresql://tongban@10.0.0.5/hall?sslmode=verify-full",
        "postgresql://tongban@hall.example:5433/hall?sslmode=verify-ca&sslrootcert=/etc/tongban/hall.crt",
        "postgresql://tongban@localhost/hall",
        "postgresql://tongban@/hall?host=/run/postgresql",
    ],
)
def test_an_address_over_tls_or_on_this_machine(url: str) -> None:
    assert check_setting(HALL, url) == url


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("10.0.0.5/hall", "settings.hall_url"),
        ("https://10.0.0.5/hall", "settings.hall_url"),
        ("postgresql://10.0.0.5", "settings.hall_url"),
        ("postgresql://[broken/hall", "settings.hall_url"),
        ("postgresql://tongban:secret@10.0.0.5/hall?sslmode=verify-full", "settings.hall_url"),
        ("postgresql://tongban@10.0.0.5/hall?sslmode=verify-full&password=secret", "settings.hall_url"),
        ("postgresql://tongban@10.0.0.5/hall", "settings.hall_tls"),
        ("postgresql://tongban@10.0.0.5/hall?sslmode=require", "settings.hall_tls"),
        ("postgresql://tongban@localhost/hall?host=10.0.0.5", "settings.hall_tls"),
    ],
)
def test_what_is_refused_and_a_password_is_not_told_again(url: str, code: str) -> None:
    with pytest.raises(SettingsError) as refused:
        check_setting(HALL, url)
    assert refused.value.code == code
    assert "secret" not in str(refused.value.details)
