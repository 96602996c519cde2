"""PDFs of a few kilobytes that unfold to gigabytes while they are drawn, through the worker the window uses."""

from __future__ import annotations

import zlib
from pathlib import Path

from resources.texts import error_text
from tests.fakes.fresh_process import run_fresh


def pdf_of_objects(*objects: bytes) -> bytes:
    """Objects from number 1 on, the first the catalogue; without a table, which readers make up for."""
    numbered = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.7\n" + numbered + b"trailer<</Size %d/Root 1 0 R>>\n%%%%EOF" % (len(objects) + 1)


def stream(body: bytes, *entries: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (b"".join(entries), len(body), body)


def page_that_draws(content: bytes, *more: bytes, resources: bytes = b"<<>>") -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources %s>>" % resources
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return pdf_of_objects(b"<</Type/Catalog/Pages 2 0 R>>", pages, page, content, *more)


def squeezed_instructions() -> bytes:
    """A billion rectangles in a few kilobytes."""
    press = zlib.compressobj(9)
    once = b"".join(press.compress(b"0 0 10 10 re f\n" * 100_000) for _ in range(700)) + press.flush()
    return page_that_draws(stream(zlib.compress(once, 9), b"/Filter[/FlateDecode/FlateDecode]"))


def forms_of_forms() -> bytes:
    """Ten forms, each drawn ten times by the one before."""
    use = b"<</XObject<</F %d 0 R>>>>"
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]/Resources"
    forms = [stream(b"/F Do " * 10, head, use % (number + 1)) for number in range(5, 15)]
    last = stream(b"0 0 10 10 re f", head, b"<<>>")
    return page_that_draws(stream(b"/F Do"), *forms, last, resources=use % 5)


IN_WORKER = """
import resource, sys
from pathlib import Path
from app.domain.errors import PageError
from scanners.registry import page_reader

reader = page_reader()
for name in sys.argv[1:]:
    try:
        print(len(reader.analyse(Path(name).read_bytes(), "")))
    except PageError as error:
        print(error.code)
reader.close()
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def test_documents_that_unfold_while_they_are_drawn_are_refused(project_root: Path, tmp_path: Path) -> None:
    bombs = (squeezed_instructions(), forms_of_forms())
    assert max(map(len, bombs)) < 10_000
    paths = []
    for number, data in enumerate((*bombs, page_that_draws(stream(b"0 0 10 10 re f")))):
        paths.append(str(tmp_path / f"{number}.pdf"))
        Path(paths[-1]).write_bytes(data)

    *said, peak = run_fresh(IN_WORKER, project_root, *paths).splitlines()

    assert said == ["page.too_heavy", "page.too_heavy", "1"]
    assert int(peak) <= 600
    assert error_text("page.too_heavy", {})
