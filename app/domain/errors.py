"""The one error tree. Every error carries a dotted code; Chinese words are found by that code.

A code is `<family>.<cause>`; `resources/i18n/zh_CN/errors_<family>.json` holds the words for each cause.
`details` fill the placeholders of the words and go into the log: they never hold a name, a
full identity number or a key (use `app.domain.identifiers.mask`).
"""

from __future__ import annotations


class TongbanError(Exception):
    """Anything the program knows how to say in words.

    `code` picks the words, `details` fill their placeholders, `field` names the input it belongs to
    (for example `applicant.document_number`) so that a screen can show it beside its cause.
    """

    family = "internal"

    def __init__(self, cause: str, *, field: str | None = None, **details: object) -> None:
        """`cause` is the second half of the code."""
        self.code = f"{self.family}.{cause}"
        self.field = field
        self.details = details
        super().__init__(self.code)

    def __str__(self) -> str:
        """Code and details, in English, for the log."""
        extra = ", ".join(f"{key}={value}" for key, value in self.details.items())
        return f"{self.code} ({extra})" if extra else self.code


class InputError(TongbanError):
    """What the clerk typed or chose does not hold (`input.check_digit`, `input.required`)."""

    family = "input"


class RuleError(TongbanError):
    """A rule of the field forbids it (`rule.in_person_only`, `rule.not_in_guide`, `rule.power_not_delegated`)."""

    family = "rule"


class AccessError(TongbanError):
    """Sign-in or role refused (`access.wrong_password`, `access.role`, `access.locked_out`)."""

    family = "access"


class DeviceError(TongbanError):
    """A reader, scanner or camera failed (`device.no_card`, `device.feeder_empty`, `device.unplugged`)."""

    family = "device"


class PageError(TongbanError):
    """A picture or document file cannot be used (`page.not_an_image`, `page.truncated`, `page.too_large`)."""

    family = "page"

    @staticmethod
    def too_large(pixels: int) -> PageError:
        """`page.too_large`, its size in hundred millions of pixels (亿): what Chinese counts so many in."""
        return PageError("too_large", hundred_millions=f"{pixels / 1e8:.1f}".removesuffix(".0"))


class GuideError(TongbanError):
    """An item guide or agreement is unusable (`guide.unknown_field`, `guide.place_missing`)."""

    family = "guide"


class StoreError(TongbanError):
    """The local store failed (`store.disk_full`, `store.wrong_key`, `store.page_damaged`, `store.in_use`)."""

    family = "store"


class SyncError(TongbanError):
    """The platform could not be reached or refused (`sync.no_route`, `sync.clock_skew`, `sync.refused`)."""

    family = "sync"


class PrintError(TongbanError):
    """Rendering or printing failed (`print.no_printer`, `print.paper_out`, `print.character_missing`)."""

    family = "print"


class SettingsError(TongbanError):
    """A settings file or value is unusable (`settings.bad_file`, `settings.locked`)."""

    family = "settings"


class Cancelled(TongbanError):
    """The clerk stopped it. Never shown."""

    family = "cancelled"
