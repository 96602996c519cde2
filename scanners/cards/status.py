"""Status words of the SAM-V module, each with the cause it is told by."""

from __future__ import annotations

from app.domain.errors import DeviceError

OK = 0x90
CARD_FOUND = 0x9F
NOT_ON_CARD = 0x91
CHECKSUM_ERROR = 0x10
BAD_COMMAND = 0x21
NOT_PERMITTED = 0x23
CARD_UNREADABLE = 0x41
NO_CARD = 0x80
SELECT_FAILED = 0x81

CAUSES = {
    CHECKSUM_ERROR: "sam_checksum_error",
    0x11: "sam_length_error",
    BAD_COMMAND: "sam_bad_command",
    NOT_PERMITTED: "sam_command_refused",
    0x24: "sam_unknown_error",
    0x31: "card_rejected_reader",
    0x32: "card_refused",
    0x33: "card_unverified",
    0x37: "fingerprint_mismatch",
    0x3F: "card_wrong_info_length",
    0x40: "card_unknown_type",
    CARD_UNREADABLE: "card_unreadable",
    0x47: "sam_random_failed",
    0x60: "sam_self_test_failed",
    0x66: "sam_not_authorised",
    NO_CARD: "no_card",
    SELECT_FAILED: "card_lifted",
    NOT_ON_CARD: "item_not_on_card",
}
"""Every failure the protocol document names, by its status word."""


def error_for(status: int) -> DeviceError:
    """The error that a status other than success stands for; `device.sam_undocumented` names an unknown one."""
    cause = CAUSES.get(status)
    if cause is None:
        return DeviceError("sam_undocumented", status=f"{status:06X}")
    return DeviceError(cause)
