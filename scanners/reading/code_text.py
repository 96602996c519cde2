"""The words in a code's bytes: UTF-8 if they are, else GB18030 if they look it, else what the decoder says."""

from __future__ import annotations

_PLAUSIBLE = 0.6


def code_text(data: bytes, decoded: str, *, declared: bool) -> str:
    """Text of a code.

    `decoded` is what the decoder made of the bytes; `declared` says that the code itself names its character set
    (an ECI), which settles it. Most Chinese codes name none and hold UTF-8 or GB18030 bytes.
    """
    if declared or decoded.isascii():
        return decoded
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    chinese = _gb18030(data)
    return decoded if chinese is None else chinese


def _gb18030(data: bytes) -> str | None:
    """Decode as GB18030 when most characters lie in GB 2312, as running Chinese does; None otherwise.

    Shift-JIS and Latin-1 bytes often are valid GB18030 too, but of rare characters.
    """
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    wide = [character for character in text if not character.isascii()]
    known = sum(_in_gb2312(character) for character in wide)
    return text if wide and known >= _PLAUSIBLE * len(wide) else None


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
