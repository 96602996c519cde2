"""Invented A4 letters with seals, signatures and red things that are no seals, the same for the same seed.

Pixels are RGB at `DPI`; places are boxes (x, y, width, height) in those pixels.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from resources.paths import resource
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Picture, as_bytes

DPI = 200
PX = DPI / 25.4  # pixels per millimetre
SIZE = (round(210 * PX), round(297 * PX))
INK = (22, 22, 26)
PAPER = (252, 251, 248)
RED = (202, 24, 34)

Place = tuple[int, int, int, int]
Ink = tuple[int, int, int]

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂兰文华晓东海燕"
_FIRMS = ("云州样本餐饮管理有限公司", "临江样本贸易有限公司", "澜州市样本建筑工程有限公司", "样本区行政审批局")
_PARAGRAPHS = (
    "兹证明上述申请人系我单位在职职工，所提供的材料真实、合法、有效，如有虚假，愿承担由此引起的一切法律责任。",
    "本人已阅读并知晓告知书全部内容，符合申请条件，承诺在规定期限内补齐缺少的材料，逾期未补正的，视为放弃本次申请。",
    "申请事项涉及的房屋位于老旧小区改造范围内，建筑面积壹佰贰拾柒点叁平方米，用途为商业服务，产权清晰，无抵押。",
    "经审查，提出的延续申请材料齐全，符合法定形式，本机关决定予以受理，自受理之日起五个工作日内作出决定。",
    "受托人在办理上述事项过程中所签署的有关文件，委托人均予以认可，并承担相应的法律责任。委托期限至事项办结之日止。",
)


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The shipped font."""
    return ImageFont.truetype(str(resource("fonts", f"NotoSansSC-{'Bold' if bold else 'Regular'}.ttf")), size)


def mm(value: float) -> int:
    """Millimetres as whole pixels."""
    return round(value * PX)


@dataclass(frozen=True)
class LetterWords:
    """What one letter says."""

    name: str
    number: str
    firm: str
    paragraphs: tuple[str, ...]
    date: str


@dataclass(frozen=True)
class Letter:
    """A drawn letter and where its parts stand."""

    image: Image.Image
    words: LetterWords
    places: dict[str, Place]

    @property
    def pixels(self) -> Picture:
        """RGB, shape (height, width, 3)."""
        return np.asarray(self.image.convert("RGB")).copy()


def letter_words(seed: int) -> LetterWords:
    """Invented words, the same for the same seed; the number is of no real division."""
    pick = random.Random(f"letter {seed}")
    number = "990101" + "".join(str(pick.randint(0, 9)) for _ in range(12))
    return LetterWords(
        name=pick.choice(_SURNAMES) + "".join(pick.sample(GIVEN, 2)),
        number=number,
        firm=pick.choice(_FIRMS),
        paragraphs=tuple(pick.sample(_PARAGRAPHS, 4)),
        date=f"{pick.randint(2020, 2026)}年{pick.randint(1, 12)}月{pick.randint(1, 28)}日",
    )


def draw_letter(words: LetterWords, *, signed: bool = True, insert: str = "", size_mm: float = 4.6) -> Letter:
    """Draw a letter: heading, three rows, paragraphs, a line to sign, a date. `insert` goes behind the name."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((SIZE[0] / 2, mm(32)), "授权委托书", font=font(mm(8), bold=True), fill=INK, anchor="mm")
    face = font(mm(size_mm))
    places: dict[str, Place] = {}
    y = 52.0
    for key, label, value in (
        ("name", "申请人：", words.name),
        ("number", "公民身份号码：", words.number),
        ("firm", "工作单位：", words.firm),
    ):
        pen.text((mm(26), mm(y)), label, font=face, fill=INK)
        x = mm(26) + round(face.getlength(label))
        pen.text((x, mm(y)), value, font=face, fill=INK)
        places[key] = (x, mm(y), round(face.getlength(value)), mm(size_mm * 1.35))
        if key == "name" and insert:
            after = x + round(face.getlength(value)) + mm(6)
            pen.text((after, mm(y)), insert, font=face, fill=INK)
            places["insert"] = (after, mm(y), round(face.getlength(insert)), mm(size_mm * 1.35))
        y += size_mm * 2.0
    for paragraph in words.paragraphs:
        for line in _broken("　　" + paragraph, face, mm(158)):
            pen.text((mm(26), mm(y)), line, font=face, fill=INK)
            y += size_mm * 2.0
    label = "委托人（签字）："
    pen.text((mm(96), mm(222)), label, font=face, fill=INK)
    places["signature_label"] = (mm(96), mm(222), round(face.getlength(label)), mm(size_mm * 1.3))
    pen.text((mm(122), mm(240)), words.date, font=face, fill=INK)
    places["date"] = (mm(122), mm(240), round(face.getlength(words.date)), mm(size_mm * 1.3))
    if signed:
        left = mm(98) + round(face.getlength(label))
        _scribble(image, (left, mm(218), mm(36), mm(13)), random.Random(words.date))
        places["signature"] = (left, mm(218), mm(36), mm(13))
    return Letter(image, words, places)


def _broken(words: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for glyph in words:
        if face.getlength(lines[-1] + glyph) > width:
            lines.append("")
        lines[-1] += glyph
    return lines


def _scribble(image: Image.Image, place: Place, pick: random.Random) -> None:
    """Strokes as of a hand: three glyphs of bent lines."""
    pen, (left, top, width, height) = ImageDraw.Draw(image), place
    for glyph in range(3):
        middle = left + width * (0.2 + 0.3 * glyph)
        for _ in range(pick.randint(4, 6)):
            start = (middle + pick.uniform(-0.12, 0.12) * width, top + pick.uniform(0.15, 0.8) * height)
            bend = (start[0] + pick.uniform(-0.12, 0.12) * width, start[1] + pick.uniform(-0.3, 0.3) * height)
            end = (start[0] + pick.uniform(-0.1, 0.16) * width, start[1] + pick.uniform(-0.4, 0.4) * height)
            path = [
                (
                    (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * bend[0] + t * t * end[0],
                    (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * bend[1] + t * t * end[1],
                )
                for t in np.linspace(0, 1, 16)
            ]
            pen.line(path, fill=(18, 18, 44), width=pick.randint(2, 4), joint="curve")


def draw_seal(
    words: str, width: int, height: int, *, alpha: int = 205, colour: Ink = RED, seed: int = 0, star: bool = True
) -> Image.Image:
    """A round or oval seal with patchy ink, RGBA of the size asked for."""
    side = 2 * max(width, height)
    seal = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen, middle, outer = ImageDraw.Draw(seal), side / 2, side * 0.48
    ink = (*colour, alpha)
    ring = (middle - outer, middle - outer, middle + outer, middle + outer)
    pen.ellipse(ring, outline=ink, width=max(3, round(side * 0.024)))
    glyph_size = round(side * 0.11)
    span, reach = math.radians(min(270, 25 * len(words))), outer - glyph_size * 0.9
    for index, glyph in enumerate(words):
        angle = -math.pi / 2 - span / 2 + span * index / max(1, len(words) - 1)
        tile = Image.new("RGBA", (2 * glyph_size, 2 * glyph_size), (0, 0, 0, 0))
        face = font(glyph_size, bold=True)
        ImageDraw.Draw(tile).text((glyph_size, glyph_size), glyph, font=face, fill=ink, anchor="mm")
        tile = tile.rotate(-math.degrees(angle) - 90, resample=Image.Resampling.BICUBIC)
        x, y = middle + reach * math.cos(angle), middle + reach * math.sin(angle)
        seal.alpha_composite(tile, (round(x - glyph_size), round(y - glyph_size)))
    if star:
        points = []
        for point in range(10):
            radius = side * (0.14 if point % 2 == 0 else 0.0535)
            angle = -math.pi / 2 + point * math.pi / 5
            points.append((middle + radius * math.cos(angle), middle + radius * math.sin(angle)))
        pen.polygon(points, fill=ink)
    pen.text((middle, middle + outer * 0.6), "9901010012345", font=font(round(side * 0.05)), fill=ink, anchor="mm")
    return _patchy(seal, seed).resize((width, height), Image.Resampling.LANCZOS)


def _patchy(seal: Image.Image, seed: int) -> Image.Image:
    noise = np.random.RandomState(seed)
    pixels = np.array(seal).astype(np.float32)
    side = pixels.shape[0]
    clouds = cv2.GaussianBlur(noise.rand(side // 8 + 1, side // 8 + 1).astype(np.float32), (0, 0), 1.2)
    clouds = np.asarray(cv2.resize(clouds, (side, side)))
    clouds = (clouds - clouds.min()) / (np.ptp(clouds) + 1e-6)
    pixels[..., 3] *= np.clip(0.45 + 1.1 * clouds, 0, 1)
    pixels[..., 3][noise.rand(side, side) < 0.04] *= 0.3
    return Image.fromarray(pixels.astype(np.uint8))


def stamp(image: Image.Image, seal: Image.Image, corner: tuple[int, int]) -> Place:
    """Press a seal onto a page; the part that falls on the page, as a place."""
    over = Image.new("RGBA", image.size, (0, 0, 0, 0))
    over.paste(seal, corner)
    image.paste(Image.alpha_composite(image.convert("RGBA"), over).convert("RGB"))
    left, top = max(0, corner[0]), max(0, corner[1])
    right, bottom = min(image.width, corner[0] + seal.width), min(image.height, corner[1] + seal.height)
    return left, top, right - left, bottom - top


Distractor = Literal["heading", "fingerprint", "square_stamp", "red_lines", "serial", "disc", "underline", "frame"]


def distract(image: Image.Image, kind: Distractor, seed: int) -> None:
    """Draw something red that is no seal."""
    _DISTRACTIONS[kind](ImageDraw.Draw(image), image.size, random.Random(f"{kind} {seed}"))


def _heading(pen: ImageDraw.ImageDraw, size: tuple[int, int], pick: random.Random) -> None:
    title = font(int(size[0] * 0.07), bold=True)
    pen.text((size[0] * 0.15, size[1] * 0.045), "样本市行政审批局文件", font=title, fill=(210, 25, 30))
    pen.rectangle((size[0] * 0.1, size[1] * 0.105, size[0] * 0.9, size[1] * 0.109), fill=(210, 25, 30))


def _fingerprint(pen: ImageDraw.ImageDraw, size: tuple[int, int], pick: random.Random) -> None:
    x, y = size[0] * pick.uniform(0.4, 0.7), size[1] * pick.uniform(0.72, 0.85)
    for ridge in range(1, 13):
        wide, high = ridge * mm(0.62), ridge * mm(0.8)
        turn = pick.randint(0, 360)
        for part in range(3):
            begin = turn + part * 120 + pick.randint(0, 40)
            arc = (x - wide, y - high, x + wide, y + high)
            pen.arc(arc, begin, begin + pick.randint(50, 110), fill=(205, 45, 55), width=mm(0.36))


def _square_stamp(pen: ImageDraw.ImageDraw, size: tuple[int, int], pick: random.Random) -> None:
    x, y, side = size[0] * pick.uniform(0.5, 0.65), size[1] * pick.uniform(0.7, 0.8), mm(pick.uniform(22, 40))
    pen.rectangle((x, y, x + side, y + side), outline=RED, width=mm(0.8))
    pen.text((x + side / 2, y + side * 0.3), "样本", font=font(side // 3, bold=True), fill=RED, anchor="mm")
    pen.text((x + side / 2, y + side * 0.72), "专用", font=font(side // 3, bold=True), fill=RED, anchor="mm")


def _red_lines(pen: ImageDraw.ImageDraw, size: tuple[int, int], pick: random.Random) -> None:
    for row in range(9):
        y = size[1] * (0.5 + row * 0.04)
        pen.line((size[0] * 0.1, y, size[0] * 0.9, y), fill=(200, 60, 60), width=2)
    for column in range(5):
        x = size[0] * (0.1 + column * 0.2)
        pen.line((x, size[1] * 0.5, x, size[1] * 0.82), fill=(200, 60, 60), width=2)


def _serial(pen: ImageDraw.ImageDraw, size: tuple[int, int], pick: random.Random) -> None:
    words = f"No.{pick.randint(0, 9999999):07d}"
    pen.text((size[0] * 0.68, size[1] * 0.03), words, font=font(int(size[0] * 0.035)), fill=(200, 20, 40))


def _disc(pen: ImageDraw.ImageDraw, size: tuple[int, int], pick: random.Random) -> None:
    x, y, side = size[0] * pick.uniform(0.3, 0.7), size[1] * 0.78, mm(pick.uniform(15, 40))
    pen.ellipse((x, y, x + side, y + side), fill=pick.choice(((230, 60, 40), (226, 52, 60), (230, 120, 40))))


def _underline(pen: ImageDraw.ImageDraw, size: tuple[int, int], pick: random.Random) -> None:
    for _ in range(4):
        y = size[1] * pick.uniform(0.2, 0.6)
        points = [(size[0] * (0.15 + 0.07 * step), y + mm(pick.uniform(-1.2, 1.2))) for step in range(10)]
        pen.line(points, fill=(215, 40, 40), width=mm(0.7), joint="curve")


def _frame(pen: ImageDraw.ImageDraw, size: tuple[int, int], pick: random.Random) -> None:
    margin = mm(8)
    box = (margin, margin, size[0] - margin, size[1] - margin)
    pen.rounded_rectangle(box, radius=mm(pick.uniform(2, 12)), outline=(190, 40, 44), width=mm(1))


_DISTRACTIONS = {
    "heading": _heading,
    "fingerprint": _fingerprint,
    "square_stamp": _square_stamp,
    "red_lines": _red_lines,
    "serial": _serial,
    "disc": _disc,
    "underline": _underline,
    "frame": _frame,
}

Damage = Literal["clean", "low_light", "shadow", "noise", "blur", "jpeg", "half", "turned", "warm", "cool"]


def damage(pixels: Picture, kind: Damage, seed: int) -> Picture:
    """What a bad scan does to a page."""
    noise = np.random.RandomState(seed)
    if kind == "low_light":
        return _clipped(pixels * (0.32 * _falling_light(pixels.shape[:2])[..., None]) + _grain(pixels, noise, 3))
    if kind == "shadow":
        return _clipped(pixels * _shadow(pixels.shape[:2], noise)[..., None])
    if kind == "noise":
        return _clipped(pixels + _grain(pixels, noise, 22))
    if kind == "blur":
        return as_bytes(cv2.GaussianBlur(pixels, (0, 0), 2.0))
    if kind == "jpeg":
        return jpeg(pixels, 22)
    if kind == "half":
        return as_bytes(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    if kind == "turned":
        return turned(pixels, 6.0)
    tint = {"clean": (1.0, 1.0, 1.0), "warm": (1.0, 0.9, 0.72), "cool": (0.8, 0.93, 1.0)}[kind]
    return _clipped(pixels * np.array(tint))


def jpeg(pixels: Picture, quality: int) -> Picture:
    """There and back through JPEG."""
    data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    back = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert back is not None
    return as_bytes(cv2.cvtColor(back, cv2.COLOR_BGR2RGB))


def turned(pixels: Picture, degrees: float) -> Picture:
    """Leaning on a grey ground, frame unchanged."""
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.97)
    ground = (205, 205, 205)
    return as_bytes(cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=ground))


def photographed(pixels: Picture, seed: int, *, grey: bool = False, lean: float = 3.0) -> Picture:
    """Another shot of a page: it leans, lies in perspective, is unevenly lit, grainy and compressed."""
    noise = np.random.RandomState(seed)
    height, width = pixels.shape[:2]
    if grey:  # a photocopy first
        copy = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        pixels = as_bytes(cv2.cvtColor(copy, cv2.COLOR_GRAY2RGB))
    leaning = turned(_curled(pixels, noise), float(noise.uniform(-lean, lean)))
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = frame + noise.uniform(0.0, 0.022, (4, 2)).astype(np.float32) * [width, height] * np.array(
        [[1, 1], [-1, 1], [-1, -1], [1, -1]], np.float32
    )
    view = cv2.getPerspectiveTransform(frame, seen.astype(np.float32))
    shot = cv2.warpPerspective(leaning, view, (width, height), flags=cv2.INTER_CUBIC, borderValue=(190, 188, 184))
    light = _falling_light((height, width))[..., None] * noise.uniform(0.8, 1.0)
    soft = cv2.GaussianBlur(as_bytes(shot), (0, 0), float(noise.uniform(0.5, 0.9)))
    return jpeg(_clipped(np.asarray(soft) * light + _grain(pixels, noise, 4)), 80)


def _curled(pixels: Picture, noise: np.random.RandomState) -> Picture:
    """Paper that does not lie quite flat: writing wanders by up to three pixels."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    wander = float(noise.uniform(0.5, 3.0)) * np.sin(y / height * 2.4 + float(noise.uniform(0, 3)))
    sag = float(noise.uniform(0.5, 3.0)) * np.sin(x / width * 3.0 + float(noise.uniform(0, 3)))
    across, down = (x + wander).astype(np.float32), (y + sag).astype(np.float32)
    return as_bytes(cv2.remap(pixels, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def _falling_light(shape: tuple[int, ...]) -> Floats:
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    return np.asarray(1 - 0.35 * ((x / shape[1] - 0.3) ** 2 + (y / shape[0] - 0.4) ** 2))


def _shadow(shape: tuple[int, ...], noise: np.random.RandomState) -> Floats:
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    angle = noise.uniform(0, math.pi)
    across = (x - shape[1] / 2) * math.cos(angle) + (y - shape[0] / 2) * math.sin(angle)
    return np.asarray(0.5 + 0.5 / (1 + np.exp(-across / (shape[1] * 0.03))))


def _grain(pixels: Picture, noise: np.random.RandomState, deviation: float) -> Floats:
    return np.asarray(noise.standard_normal(pixels.shape) * deviation)


def _clipped(values: Floats) -> Picture:
    return as_bytes(np.clip(values, 0, 255).astype(np.uint8))
