"""What a failed WIA call means: causes of `DeviceError`. Codes: wiadef.h and winerror.h (Windows SDK)."""

from __future__ import annotations

from app.domain.errors import DeviceError
from scanners.drivers.wia.automation import WiaFault

PAPER_EMPTY = 0x80210003

CAUSES = {
    0x80210001: "io",  # WIA_ERROR_GENERAL_ERROR
    0x80210002: "jam",  # WIA_ERROR_PAPER_JAM
    PAPER_EMPTY: "feeder_empty",  # WIA_ERROR_PAPER_EMPTY
    0x80210004: "feeder_failed",  # WIA_ERROR_PAPER_PROBLEM
    0x80210005: "wia_offline",  # WIA_ERROR_OFFLINE
    0x80210006: "busy",  # WIA_ERROR_BUSY
    0x80210007: "wia_warming_up",  # WIA_ERROR_WARMING_UP
    0x80210008: "wia_user_intervention",  # WIA_ERROR_USER_INTERVENTION
    0x80210009: "source_gone",  # WIA_ERROR_ITEM_DELETED
    0x8021000A: "io",  # WIA_ERROR_DEVICE_COMMUNICATION
    0x8021000B: "option_refused",  # WIA_ERROR_INVALID_COMMAND
    0x8021000C: "option_refused",  # WIA_ERROR_INCORRECT_HARDWARE_SETTING
    0x8021000D: "wia_locked",  # WIA_ERROR_DEVICE_LOCKED
    0x8021000E: "wia_driver_failed",  # WIA_ERROR_EXCEPTION_IN_DRIVER
    0x8021000F: "wia_driver_failed",  # WIA_ERROR_INVALID_DRIVER_RESPONSE
    0x80210010: "cover_open",  # WIA_ERROR_COVER_OPEN
    0x80210011: "wia_lamp_off",  # WIA_ERROR_LAMP_OFF
    0x80210013: "busy",  # WIA_ERROR_NETWORK_RESERVATION_FAILED
    0x80210014: "double_feed",  # WIA_ERROR_MULTI_FEED
    0x80210015: "source_gone",  # WIA_S_NO_DEVICE_AVAILABLE
    # The same three as Microsoft's page prints them, the header's decimal numbers taken for hexadecimal ones.
    0x80210016: "cover_open",
    0x80210017: "wia_lamp_off",
    0x80210020: "double_feed",
    0x80070005: "access_denied",  # E_ACCESSDENIED
    0x8007000E: "scanner_out_of_memory",  # E_OUTOFMEMORY
    0x80070057: "option_refused",  # E_INVALIDARG
    0x800706BA: "wia_service_stopped",  # RPC_S_SERVER_UNAVAILABLE
    0x80040154: "wia_service_stopped",  # REGDB_E_CLASSNOTREG: Windows without image acquisition
    0x80070422: "wia_service_stopped",  # ERROR_SERVICE_DISABLED
}


def device_error(fault: WiaFault) -> DeviceError:
    """The error to raise; a code nobody has documented is named, so that it can be reported."""
    cause = CAUSES.get(fault.code)
    return DeviceError(cause) if cause else DeviceError("wia_unknown", status=str(fault))
