"""The one thing a browser sends: a form with files (multipart/form-data, RFC 7578)."""

from __future__ import annotations

import re

_BOUNDARY = re.compile(r'boundary="?([0-9A-Za-z\'()+_,./:=? -]{1,70})"?')
_FILE_NAME = re.compile(rb'filename="', re.IGNORECASE)
_MOST_HEAD = 4096


def boundary_of(content_type: str) -> bytes | None:
    """The boundary, None for anything that is no form with files."""
    if not content_type.lower().startswith("multipart/form-data"):
        return None
    found = _BOUNDARY.search(content_type)
    return found.group(1).strip().encode("ascii") if found else None


def files_in(body: bytes, boundary: bytes) -> tuple[bytes, ...]:
    """The contents of all files in order; the names the phone gave them are not looked at. Empty ones are left out."""
    found = []
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        if part.startswith(b"--"):
            break
        head, separator, content = part.partition(b"\r\n\r\n")
        if separator and len(head) <= _MOST_HEAD and _FILE_NAME.search(head) and content:
            found.append(content)
    return tuple(found)
