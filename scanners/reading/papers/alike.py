"""Words found in writing that may hold a misread character."""

from __future__ import annotations

_FORGIVING = 4  # characters from which one may be wrong
_VERY_FORGIVING = 9  # ... and two


def allowance(word: str) -> int:
    """How many characters of a word may be misread without it becoming another word."""
    return 0 if len(word) < _FORGIVING else 1 if len(word) < _VERY_FORGIVING else 2


def contains(text: str, word: str) -> bool:
    """Whether the word stands in the text, with its allowance."""
    if word in text:
        return True
    allowed = allowance(word)
    if not allowed or sum(char in text for char in word) < len(word) - allowed:
        return False
    return _least_distance(word, text) <= allowed


def same(text: str, word: str) -> bool:
    """Whether the text is the word, with its allowance."""
    if text == word:
        return True
    allowed = allowance(word)
    return abs(len(text) - len(word)) <= allowed and distance(text, word) <= allowed


def prefix_length(text: str, word: str) -> int:
    """How many characters of the text, from its beginning, are the word; 0 when it does not begin so."""
    if text.startswith(word):
        return len(word)
    allowed = allowance(word)
    if not allowed or len(text) < len(word) - allowed:
        return 0
    best = min(
        (distance(text[:length], word), abs(length - len(word)), length)
        for length in range(len(word) - allowed, min(len(text), len(word) + allowed) + 1)
    )
    return best[2] if best[0] <= allowed else 0


def distance(one: str, other: str) -> int:
    """Edit distance."""
    previous = list(range(len(other) + 1))
    for row, char in enumerate(one, start=1):
        current = [row]
        for column, against in enumerate(other, start=1):
            step = previous[column - 1] + (char != against)
            current.append(min(previous[column] + 1, current[-1] + 1, step))
        previous = current
    return previous[-1]


def _least_distance(word: str, text: str) -> int:
    """Edit distance of the word to the part of the text that is nearest to it."""
    previous = [0] * (len(text) + 1)
    for row, char in enumerate(word, start=1):
        current = [row]
        for column, against in enumerate(text, start=1):
            step = previous[column - 1] + (char != against)
            current.append(min(previous[column] + 1, current[-1] + 1, step))
        previous = current
    return min(previous)
