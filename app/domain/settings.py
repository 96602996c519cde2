"""Typed settings in four scopes.

A value comes from the first scope that has it: what the province locks, what this station chose, what the province
proposes, what the program ships. A locked value is shown as locked, with who locked it.

Settings are read before the first screen, so what checks one kind of value is imported where such a value is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from app.domain.errors import InputError, SettingsError


class SettingScope(StrEnum):
    """Where a value comes from, strongest first."""

    PROVINCE_LOCKED = "province_locked"
    USER = "user"
    PROVINCE_DEFAULT = "province_default"
    BUILT_IN = "built_in"


class SettingKind(StrEnum):
    """What a value must look like."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class SettingDefinition:
    """One setting: its kind, what it is when nobody says anything, and its bounds."""

    key: str
    kind: SettingKind
    built_in: str
    choices: tuple[str, ...] = ()
    lowest: int = 0
    highest: int = 0


@dataclass(frozen=True, slots=True)
class SettingValue:
    """A value in force. `locked_by` names who locked it, empty when the station may change it."""

    value: str
    scope: SettingScope
    locked_by: str = ""


def _text(key: str, built_in: str = "") -> SettingDefinition:
    return SettingDefinition(key, SettingKind.TEXT, built_in)


def _number(key: str, built_in: int, lowest: int, highest: int) -> SettingDefinition:
    return SettingDefinition(key, SettingKind.NUMBER, str(built_in), lowest=lowest, highest=highest)


def _choice(key: str, *choices: str) -> SettingDefinition:
    return SettingDefinition(key, SettingKind.CHOICE, choices[0], choices=choices)


DEFINITIONS: Mapping[str, SettingDefinition] = {
    definition.key: definition
    for definition in (
        _text("station.code", "0000"),
        _text("station.hall_name"),
        _text("station.window_name"),
        _text("station.division_code"),
        _text("station.address"),
        _text("station.postcode"),
        _text("station.phone"),
        _text("station.supervision_phone", "12345"),
        _text("platform.url"),
        _text("platform.mapping", "yunzhou"),
        _text("platform.signing_key"),
        _number("platform.interval_seconds", 60, 5, 3600),
        _text("reader.address"),
        _text("scanner.watched_folder"),
        _text("scanner.network_address"),
        _text("scanner.camera"),
        _choice("phone_link.switch", "off", "on"),
        _text("phone_link.address"),
        _text("printer.page"),
        _text("printer.label"),
        _choice("applicant_screen.place", "on_request", "second_screen", "off"),
        _number("lock.idle_minutes", 10, 1, 120),
        _choice("look.style", "system", "light", "dark"),
        _number("look.font_percent", 100, 75, 200),
        _text("store.backup_folder"),
        _number("store.backups_kept", 7, 1, 400),
        _number("store.keep_cases_days", 0, 0, 36500),
        _number("password.shortest", 8, 8, 64),
        _number("password.kinds", 1, 1, 4),
        _choice("store.crypto_profile", "default", "gm"),
        _choice("store.keyring", "off", "on"),
        _text("store.hall_url"),
    )
}


_LONGEST_TOLD = 40
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


_SIGNING_KEY = re.compile(r"[0-9a-f]{64}")  # Ed25519, RFC 8032: 32 bytes
_STATION_CODE = re.compile(r"[0-9A-Z]{4}")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings in force."""

    values: Mapping[str, SettingValue]
    problems: tuple[SettingsError, ...] = ()

    def text(self, key: str) -> str:
        """A text or a choice."""
        return self.values[key].value

    def locked_text(self, key: str) -> str:
        """A text only the province may give: empty unless it locked it."""
        found = self.values[key]
        return found.value if found.scope is SettingScope.PROVINCE_LOCKED else ""

    def number(self, key: str) -> int:
        """A whole number, already inside its bounds."""
        return int(self.values[key].value)


def check_setting(key: str, value: str) -> str:
    """The value itself when it holds.

    Raises `settings.unknown_key`, `settings.not_a_number`, `settings.out_of_range`, `settings.bad_choice`,
    `settings.scanner_address`, `settings.scanner_addresses`, `settings.phone_link_address`, `settings.signing_key`,
    `settings.hall_url`, `settings.hall_tls`.
    """
    definition = DEFINITIONS.get(key)
    if definition is None:
        raise SettingsError("unknown_key", key=key)
    if definition.kind is SettingKind.NUMBER:
        return _checked_number(definition, value)
    if definition.kind is SettingKind.CHOICE and value not in definition.choices:
        choices = " / ".join(definition.choices)
        raise SettingsError("bad_choice", field=key, key=key, value=_short(value), choices=choices)
    if key == "scanner.network_address":
        from app.domain.scanner_address import parse_scanner_addresses

        parse_scanner_addresses(value)
    if key == "platform.signing_key" and value.strip() and not _SIGNING_KEY.fullmatch(value.strip()):
        raise SettingsError("signing_key", field=key, key=key, value=_short(value))
    if key == "phone_link.address" and value.strip():
        from app.domain.hall_address import parse_hall_address

        parse_hall_address(value)
    if key == "store.hall_url" and value.strip():
        from app.domain.hall_database import check_hall_url

        check_hall_url(value.strip())
    return value.strip()


def check_new_setting(key: str, value: str) -> str:
    """As `check_setting`, for a value somebody gives now.

    Raises `settings.platform_address`, `settings.form_code` and `settings.form_division_code` too: a receipt number is
    made of the station's code, an agreement is found by its division.
    """
    checked = check_setting(key, value)
    if key == "platform.url" and checked:
        check_platform_address(checked)
    if key == "station.code" and not _STATION_CODE.fullmatch(checked):
        raise SettingsError("form_code", field=key)
    if key == "station.division_code":
        from app.domain.identifiers.division import parse_division

        try:
            parse_division(checked)
        except InputError as error:
            raise SettingsError("form_division_code", field=key) from error
    return checked


def check_platform_address(address: str) -> None:
    """Raise `settings.platform_address` unless it is https, or http on this very machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    on_this_machine = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or on_this_machine):
        raise SettingsError("platform_address", field="platform.url", address=address)


def _short(value: str) -> str:
    """Enough of a refused value to find it in its file."""
    return value if len(value) <= _LONGEST_TOLD else f"{value[:_LONGEST_TOLD]}..."


def _checked_number(definition: SettingDefinition, value: str) -> str:
    key = definition.key
    if not value.strip().isdecimal():
        raise SettingsError("not_a_number", field=key, key=key, value=_short(value))
    if not definition.lowest <= int(value) <= definition.highest:
        bounds = {"lowest": definition.lowest, "highest": definition.highest}
        raise SettingsError("out_of_range", field=key, key=key, value=_short(value), **bounds)
    return str(int(value))


def merge(scopes: Mapping[SettingScope, Mapping[str, str]], locked_by: str = "") -> Settings:
    """Values in force from what each scope says; a value that does not hold is reported and passed over."""
    values = {key: SettingValue(definition.built_in, SettingScope.BUILT_IN) for key, definition in DEFINITIONS.items()}
    problems: list[SettingsError] = []
    weakest_first = (SettingScope.PROVINCE_DEFAULT, SettingScope.USER, SettingScope.PROVINCE_LOCKED)
    for scope in weakest_first:
        for key, value in scopes.get(scope, {}).items():
            try:
                checked = check_setting(key, value)
            except SettingsError as error:
                problems.append(error)
                continue
            locked = locked_by if scope is SettingScope.PROVINCE_LOCKED else ""
            values[key] = SettingValue(checked, scope, locked)
    return Settings(values, tuple(problems))
