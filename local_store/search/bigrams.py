"""Any part of a line as a question of an index of words (FTS5): every two neighbouring characters are a word.

Most given names are two characters, so words of three, as SQLite's own trigram index has them, would not find them. The
last character of a line makes a word with the end of the line: so each character begins exactly one word, a single
one is found as the beginning of a word, and no question reaches over the end of a line.

Words are the characters themselves. The index takes every character but one for a part of a word (`TOKENIZER` in
`local_store.tables.finding`), that one parts them; lines are folded before and hold no control character.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

_PARTING, _LINE_END = "\x01", "\x7f"


def index_words(lines: str, topics: Iterable[int]) -> str:
    """The words of folded lines, and one for each topic the case has; topic 0 is none."""
    words = (first + second for line in lines.split("\n") for first, second in pairwise(line + _LINE_END))
    return _PARTING.join((*words, *(_topic(topic) for topic in topics if topic)))


def index_query(word: str, topics: Iterable[int]) -> str:
    """What to ask the index for one folded word: it is in a line, or in the text of one of these topics."""
    if len(word) == 1:
        phrase = _quoted(word) + "*"
    else:
        phrase = _quoted(_PARTING.join(first + second for first, second in pairwise(word)))
    return "({})".format(" OR ".join((phrase, *(_quoted(_topic(topic)) for topic in topics))))


def _topic(number: int) -> str:
    return f"{_LINE_END}{number}"  # no character of a line begins like it


def _quoted(words: str) -> str:
    return '"{}"'.format(words.replace('"', '""'))
