"""Nothing personal in the log: numbers that name a person are masked before a record is written."""

from __future__ import annotations

import logging
import re

# Runs of 9 or more digits or capitals that hold at least 6 digits: identity numbers, permits, passports, phones,
# credit codes. Hashes and ids of the program are lower case and stay readable.
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Z]*(?:[0-9][0-9A-Z]*){6})[0-9A-Z]{9,20}(?![0-9A-Za-z])")
_CHINESE_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,}")


def masked(text: str) -> str:
    """`text` with every number that could name a person cut to its first three and last two characters."""
    return _LONG_NUMBER.sub(lambda found: f"{found[0][:3]}***{found[0][-2:]}", text)


def without_values(text: str) -> str:
    """`text` masked and with runs of Chinese characters (names, addresses) replaced by their length.

    For tracebacks, which may quote a value; words of the program are never Chinese in code.
    """
    return _CHINESE_RUN.sub(lambda found: f"<{len(found[0])} characters>", masked(text))


class MaskingFormatter(logging.Formatter):
    """Formats a record whole (message, exception, stack) and masks the result."""

    def format(self, record: logging.LogRecord) -> str:
        """The line(s) for the log."""
        return without_values(super().format(record))
