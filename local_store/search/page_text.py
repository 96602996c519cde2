"""The words a page is found by.

Chinese is written without spaces, so every two neighbouring characters are a word: what is typed is then found
wherever it stands, from two characters on. Letters and digits are words as they are printed and are found by their
beginning. Each word is spelled in letters and digits only, for an index that knows nothing of scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from local_store.search.searchable import folded

_RUNS = re.compile(r"[0-9a-z\u00df-\u024f]+|[^\W0-9_a-z\u00df-\u024f]+")
_LEAST_LENGTH = 2


def page_words(text: str) -> str:
    """The words of a page's lines, parted by spaces."""
    return " ".join(word for line in text.splitlines() for word in _words(folded(line)))


def page_query(typed: str) -> str | None:
    """What to ask the index for a folded word; None when it is too short to be looked for on pages."""
    words = tuple(_words(typed))
    if not words or len(typed) < _LEAST_LENGTH:
        return None
    beginning = "*" if _is_plain(typed[-1]) else ""  # the last letters or digits may go on
    return f'"{" ".join(words)}"{beginning}'


def _words(line: str) -> Iterator[str]:
    for run in _RUNS.findall(line):
        if _is_plain(run[0]):
            yield run
        else:
            # Apart from printed words by its first letter: no run of letters looks like it.
            yield from (f"z{ord(one):x}z{ord(other):x}" for one, other in pairwise(run))


def _is_plain(character: str) -> bool:
    return re.match(r"[0-9a-z\u00df-\u024f]", character) is not None
