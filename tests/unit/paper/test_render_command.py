"""`tongban render`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from app.cli import run
from tests.unit.paper.contents import KINDS, SAMPLES, rendered, sample


@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_becomes_its_paper(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "paper.pdf"

    status = run(["render", kind, str(SAMPLES / f"{kind}.json"), "-o", str(out), "--json"])

    assert status == 0
    said = json.loads(capsys.readouterr().out)
    assert out.read_bytes() == rendered(sample(kind))
    assert said["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (said["kind"], said["file"]) == (kind, str(out))
    assert said["pages"] >= 1


def test_without_json_it_speaks_to_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "paper.pdf"

    assert run(["render", "label", str(SAMPLES / "label.json"), "-o", str(out)]) == 0
    assert "共 1 页" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("case", "out", "code"),
    [
        ("no such file.json", "paper.pdf", "input.unreadable_file"),
        (str(SAMPLES / "label.json"), "paper.pdf", "input.unknown_field"),
        (str(SAMPLES / "receipt.json"), "no such folder/paper.pdf", "print.cannot_save"),
    ],
)
def test_what_goes_wrong_is_told_as_json(
    case: str, out: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run(["render", "receipt", case, "-o", str(tmp_path / out), "--json"])

    said = json.loads(capsys.readouterr().out)
    assert status == 1
    assert said["error"]["code"] == code
    assert said["error"]["message"]


def test_an_unknown_kind_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        run(["render", "poster", str(SAMPLES / "label.json"), "-o", str(tmp_path / "x.pdf")])

    assert caught.value.code == 2
