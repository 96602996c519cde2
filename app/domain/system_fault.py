"""What an error of the operating system means to a clerk: the one place that tells error numbers apart.

A value is the key of its words. An error of ours carries it as the detail `system`, which fills `{system}` in the
error's words; the system's own English words go no further than the log.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from enum import StrEnum


class SystemFault(StrEnum):
    """Why the system refused, as far as somebody can act on it."""

    NO_SPACE = "system_faults.no_space"
    TOO_LARGE = "system_faults.too_large"
    NO_PERMISSION = "system_faults.no_permission"
    READ_ONLY = "system_faults.read_only"
    BUSY = "system_faults.busy"
    MISSING = "system_faults.missing"
    NOT_A_FOLDER = "system_faults.not_a_folder"
    IS_A_FOLDER = "system_faults.is_a_folder"
    NAME_TOO_LONG = "system_faults.name_too_long"
    TOO_MANY_OPEN = "system_faults.too_many_open"
    BROKEN = "system_faults.broken"
    REFUSED = "system_faults.refused"
    UNREACHABLE = "system_faults.unreachable"
    NO_ANSWER = "system_faults.no_answer"
    OTHER = "system_faults.other"


_BY_NUMBER: Mapping[int, SystemFault] = {
    errno.ENOSPC: SystemFault.NO_SPACE,
    errno.EDQUOT: SystemFault.NO_SPACE,
    errno.EFBIG: SystemFault.TOO_LARGE,
    errno.EACCES: SystemFault.NO_PERMISSION,
    errno.EPERM: SystemFault.NO_PERMISSION,
    errno.EROFS: SystemFault.READ_ONLY,
    errno.EBUSY: SystemFault.BUSY,
    errno.EAGAIN: SystemFault.BUSY,
    errno.ETXTBSY: SystemFault.BUSY,
    errno.ENOENT: SystemFault.MISSING,
    errno.ENODEV: SystemFault.MISSING,
    errno.ENXIO: SystemFault.MISSING,
    errno.ENOTDIR: SystemFault.NOT_A_FOLDER,
    errno.EISDIR: SystemFault.IS_A_FOLDER,
    errno.ENAMETOOLONG: SystemFault.NAME_TOO_LONG,
    errno.EMFILE: SystemFault.TOO_MANY_OPEN,
    errno.ENFILE: SystemFault.TOO_MANY_OPEN,
    errno.EIO: SystemFault.BROKEN,
    errno.ECONNREFUSED: SystemFault.REFUSED,
    errno.ENETUNREACH: SystemFault.UNREACHABLE,
    errno.EHOSTUNREACH: SystemFault.UNREACHABLE,
    errno.ETIMEDOUT: SystemFault.NO_ANSWER,
}
# Windows files both under EACCES; https://learn.microsoft.com/windows/win32/debug/system-error-codes
_SHARING_VIOLATION, _LOCK_VIOLATION = 32, 33


def system_fault(error: OSError) -> SystemFault:
    """What `error` means; OTHER for a number that says nothing to anybody at a window."""
    if getattr(error, "winerror", None) in (_SHARING_VIOLATION, _LOCK_VIOLATION):
        return SystemFault.BUSY
    return _BY_NUMBER.get(error.errno or 0, SystemFault.OTHER)
