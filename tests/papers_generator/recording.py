"""What the text engine made of a picture, kept as JSON so that tests of the recogniser need no engine."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.domain.page import CodeRead
from app.domain.page_text import TextLine

FOLDER = Path(__file__).resolve().parent.parent / "data" / "known_papers"


@dataclass(frozen=True)
class Recording:
    """The lines and codes of one picture, and the true fields of the paper on it."""

    kind: str
    damage: str
    seed: int
    size: tuple[int, int]
    lines: tuple[TextLine, ...]
    codes: tuple[CodeRead, ...]
    fields: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.seed}-{self.damage}"


def store(recordings: Iterable[Recording], folder: Path = FOLDER) -> None:
    """Write one file a kind."""
    folder.mkdir(parents=True, exist_ok=True)
    by_kind: dict[str, list[str]] = {}
    for recording in recordings:
        by_kind.setdefault(recording.kind, []).append(_written(recording))
    for kind, pages in by_kind.items():
        (folder / f"{kind}.json").write_text("[\n" + ",\n".join(pages) + "\n]\n", encoding="utf-8")


def recordings(folder: Path = FOLDER) -> list[Recording]:
    """Every recording there is."""
    return [
        _read(path.stem, page)
        for path in sorted(folder.glob("*.json"))
        for page in json.loads(path.read_text(encoding="utf-8"))
    ]


def _written(recording: Recording) -> str:
    head = {
        "damage": recording.damage,
        "seed": recording.seed,
        "size": recording.size,
        "codes": [[code.format, code.text] for code in recording.codes],
        "fields": recording.fields,
    }
    lines = [
        json.dumps(
            [line.text, line.confidence, *(round(v) for corner in line.corners for v in corner)], ensure_ascii=False
        )
        for line in recording.lines
    ]
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "lines": [\n  ' + ",\n  ".join(lines) + "\n]}"


def _read(kind: str, page: dict[str, object]) -> Recording:
    size, codes, fields, lines = page["size"], page["codes"], page["fields"], page["lines"]
    assert isinstance(size, list) and isinstance(codes, list) and isinstance(fields, dict) and isinstance(lines, list)
    return Recording(
        kind,
        str(page["damage"]),
        int(str(page["seed"])),
        (size[0], size[1]),
        tuple(_line(*line) for line in lines),
        tuple(CodeRead(format_, text, text.encode(), ((0.0, 0.0),) * 4, False) for format_, text in codes),
        fields,
    )


def _line(text: str, confidence: float, *corners: float) -> TextLine:
    first, second, third, fourth = zip(corners[::2], corners[1::2], strict=True)
    return TextLine(text, confidence, (first, second, third, fourth))
