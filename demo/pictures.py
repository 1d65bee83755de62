"""Product photos drawn on the spot: the same description gives the same bytes."""

import io
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s
from random import Random

from PIL import Image, ImageDraw, ImageFont

SIDE = 300

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]

# Family: the silhouette's parts as boxes in hundredths of the picture, with round corners.
_SILHOUETTES: dict[str, tuple[tuple[Box, int], ...]] = {
    "tpcn": (((36, 18, 64, 28), 4), ((28, 28, 72, 86), 12)),
    "my_pham": (((42, 12, 58, 30), 3), ((34, 30, 66, 88), 8)),
    "sua": (((26, 16, 74, 24), 6), ((28, 22, 72, 88), 5)),
    "thuoc": (((16, 32, 84, 74), 3), ((22, 24, 78, 34), 2)),
    "mu_bao_hiem": (((18, 22, 82, 70), 45), ((14, 62, 86, 74), 6)),
    "dien": (((26, 20, 74, 80), 16), ((74, 36, 88, 62), 8), ((40, 12, 60, 22), 4)),
    "giay": (((14, 50, 88, 72), 14), ((16, 30, 48, 60), 10), ((12, 70, 90, 78), 4)),
    "dien_tu": (((22, 24, 46, 60), 20), ((54, 24, 78, 60), 20), ((30, 66, 70, 84), 9)),
    "do_choi": (((30, 14, 70, 50), 28), ((24, 44, 76, 88), 22), ((18, 10, 38, 28), 12)),
    "tui": (((36, 14, 64, 44), 24), ((20, 38, 80, 84), 10)),
    "khac": (((24, 24, 76, 78), 10),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a photo shows; equal pictures are equal bytes under an equal key."""

    label: str
    text: str
    family: str
    seed: str
    """What makes this scene differ from every other one."""
    angle: int = 0
    treatment: str = "plain"
    """`plain`, `recompressed` or `cropped`: what a thief does to somebody else's photo."""

    @property
    def key(self) -> str:
        """32 hex digits, as platforms name an upload."""
        scene = (self.label, self.text, self.family, self.seed, str(self.angle), self.treatment)
        return blake2s("\x1f".join(scene).encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=4096)
def jpeg(picture: Picture) -> bytes:
    """The photo's bytes, 300 x 300 pixels."""
    image = _scene(picture)
    if picture.treatment == "cropped":
        image = image.crop((9, 9, SIDE - 9, SIDE - 9)).resize((SIDE, SIDE))
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=55 if picture.treatment == "recompressed" else 88)
    return stream.getvalue()


def _scene(picture: Picture) -> Image.Image:
    # The scene is drawn from its seed and angle alone, so that a treated copy shows the same.
    rng = Random(f"{picture.seed}/{picture.angle}")
    brand = Random(picture.label)
    image = _background(rng)
    draw = ImageDraw.Draw(image)
    for _ in range(5):
        _decoration(draw, rng)
    body = tuple(brand.randrange(40, 215) for _ in range(3))
    _silhouette(draw, picture.family, (body[0], body[1], body[2]), shift=rng.randrange(-12, 13))
    _label(draw, picture, rng)
    return image


def _background(rng: Random) -> Image.Image:
    first, second = _pale(rng), _dark(rng) if rng.random() < 0.35 else _pale(rng)
    mask = _ramp(rng.choice((0, 90, 180, 270)))
    return Image.composite(
        Image.new("RGB", (SIDE, SIDE), first), Image.new("RGB", (SIDE, SIDE), second), mask
    )


@lru_cache(maxsize=4)
def _ramp(angle: int) -> Image.Image:
    return Image.linear_gradient("L").rotate(angle).resize((SIDE, SIDE))


def _decoration(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    x, y = rng.randrange(SIDE), rng.randrange(SIDE)
    width, height = rng.randrange(40, 170), rng.randrange(40, 170)
    box = (x - width // 2, y - height // 2, x + width // 2, y + height // 2)
    colour = _dark(rng) if rng.random() < 0.5 else _pale(rng)
    if rng.random() < 0.5:
        draw.ellipse(box, fill=colour)
    else:
        draw.rectangle(box, fill=colour)


def _silhouette(draw: ImageDraw.ImageDraw, family: str, colour: Colour, *, shift: int) -> None:
    unit = SIDE / 100
    for (left, top, right, bottom), radius in _SILHOUETTES.get(family, _SILHOUETTES["khac"]):
        box = (left * unit + shift, top * unit, right * unit + shift, bottom * unit)
        draw.rounded_rectangle(box, radius=radius * unit / 2, fill=colour, outline="white", width=3)


def _label(draw: ImageDraw.ImageDraw, picture: Picture, rng: Random) -> None:
    top = rng.randrange(120, 190)
    draw.rounded_rectangle((28, top, SIDE - 28, top + 58), radius=6, fill="white")
    draw.text((40, top + 4), plain_letters(picture.label)[:15].upper(), "black", _font(24))
    draw.text((40, top + 33), plain_letters(picture.text)[:26], (90, 90, 90), _font(17))


@lru_cache(maxsize=8)
def _font(size: int) -> "ImageFont.FreeTypeFont | ImageFont.ImageFont":
    return ImageFont.load_default(size)


def _pale(rng: Random) -> Colour:
    return (rng.randrange(180, 256), rng.randrange(180, 256), rng.randrange(180, 256))


def _dark(rng: Random) -> Colour:
    return (rng.randrange(30, 140), rng.randrange(30, 140), rng.randrange(30, 140))


def plain_letters(text: str) -> str:
    """The text without Vietnamese marks: Pillow's own font, the same everywhere, has none."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
