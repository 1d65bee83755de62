"""Photos told from one another by what they show: perceptual hashes and an index of near ones.

A photo bears several hashes: of the whole, without a plain border, of its inner parts, so that a
copy that was cropped or framed still has one in common with its original, and without each of its
sides, so that one with a price written along a side has. A copy that was recompressed or marked
differs in a few bits; a mirrored one is found by the hashes of its mirror image.
"""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError

MAX_PIXELS = 50_000_000
NEAR_BITS = 8
"""Bits of 64 that may differ between two pictures of one scene."""
_INNER = (0.06, 0.12)
"""Shares cut off each side for the hashes of a photo's inner parts."""
_SIDE = 0.22
"""Share left off at one side."""
_ENOUGH = 128
"""Pixels of the longer side beyond which a picture is shrunk before its hashes, which look at 32."""
_FLAT = 6.0
"""Grey levels of standard deviation below which a picture shows nothing to tell it by."""
_NESTED = 2 + len(_INNER)
"""Hashes of the whole and what lies within it."""
_PARTS = 2 + len(_INNER) + 4
"""Hashes of one photo: whole, without border, inner parts, without each side."""
_PAIRS = sorted(
    {(part, part) for part in range(_PARTS)}
    | {(a, b) for a in range(2) for b in range(_NESTED)}
    | {(a, b) for a in range(_NESTED) for b in range(2)}
)
"""Which parts of two photos are compared."""
_LEFT, _RIGHT = np.array(_PAIRS).T
PART_BITS = 6
"""The same between parts: so many pairs of parts agree more easily by chance than one of wholes."""
_MOST_BITS = np.where((_LEFT == 0) & (_RIGHT == 0), 64, PART_BITS)
"""Bits beyond which a pair says nothing."""
_HASH = np.dtype([("bits", np.uint64), ("known", np.bool_)])
_FIRST_ROOM = 64

Hashes = NDArray[Any]
"""Of dtype `_HASH`, `_PARTS` a photo."""
_SIZES = re.compile(r"(?:@|~|_tn$|\.webp$|(?<=\.jpg)_|(?<=\.png)_|(?<=\.jpeg)_).*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoHash:
    """The perceptual hashes of one photo, each 16 hex digits."""

    whole: str
    others: tuple[str, ...]
    """Without its border, of its inner parts, then without its lower, upper, right and left side."""
    mirrored: tuple[str, ...]
    """Of the mirror image, in the same order."""

    @property
    def upright(self) -> tuple[str, ...]:
        """The whole first, then its parts."""
        return self.whole, *self.others

    def text(self) -> str:
        """As it is stored: upright hashes, a bar, mirrored ones."""
        return f"{' '.join(self.upright)}|{' '.join(self.mirrored)}"


def read_hash(text: str) -> PhotoHash:
    """A hash as it was stored; a single one, as registers give it, has no further parts."""
    upright, _, mirrored = text.partition("|")
    whole, *others = upright.split()
    return PhotoHash(whole=whole, others=tuple(others), mirrored=tuple(mirrored.split()))


def hash_photo(body: bytes) -> PhotoHash | None:
    """The hashes of a photo's bytes; None where they are no picture, or one that shows nothing."""
    try:
        with Image.open(io.BytesIO(body)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                return None
            # A JPEG is read at a fraction of its size at once, where that is enough.
            opened.draft(None, (_ENOUGH, _ENOUGH))
            grey = ImageOps.grayscale(on_white(opened))
            grey.thumbnail((_ENOUGH, _ENOUGH))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None
    if min(grey.size) < 16 or float(np.asarray(grey).std()) < _FLAT:
        return None
    whole, *others = map(_phash, _parts(grey))
    mirrored = tuple(map(_phash, _parts(ImageOps.mirror(grey))))
    return PhotoHash(whole=whole, others=tuple(others), mirrored=mirrored)


def distance(left: PhotoHash, right: PhotoHash) -> int:
    """Fewest differing bits between wholes, the same parts, or a part of the one and the other's whole.

    Parts count where they differ in `PART_BITS` at most.
    """
    return int(_distances(left, _row(right.upright)[np.newaxis])[0])


def _distances(photo: PhotoHash, rows: Hashes) -> NDArray[np.uint8]:
    """`distance` to many photos at once; `rows` holds their upright hashes, one photo a row."""
    return np.minimum(_apart(photo.upright, rows), _apart(photo.mirrored, rows))


def _apart(left: tuple[str, ...], rows: Hashes) -> NDArray[np.uint8]:
    one = _row(left)
    differing = np.bitwise_count(one["bits"][_LEFT] ^ rows["bits"][:, _RIGHT])
    known = one["known"][_LEFT] & rows["known"][:, _RIGHT] & (differing <= _MOST_BITS)
    fewest: NDArray[np.uint8] = np.where(known, differing, 64).min(axis=1).astype(np.uint8)
    return fewest


def _row(hashes: tuple[str, ...]) -> Hashes:
    """The hashes of one photo as numbers; parts that it lacks are not known."""
    row = np.zeros(_PARTS, dtype=_HASH)
    row["bits"][: len(hashes)] = [int(one, 16) for one in hashes[:_PARTS]]
    row["known"][: len(hashes)] = True
    return row


def hamming(left: str, right: str) -> int:
    """Differing bits of two hashes of 16 hex digits."""
    return (int(left, 16) ^ int(right, 16)).bit_count()


def image_key(url: str) -> str:
    """A picture's address without scheme, query and the suffixes by which sites ask for a size."""
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    return f"{parts.netloc.lower()}{folder}/{_SIZES.sub('', name)}"


class PhotoIndex:
    """Photos found by nearness; photos may be added at any time.

    Each search compares all of them at once. With so many hashes to a photo, an index by parts of a
    hash left most photos to be compared all the same, and cost more than it spared.
    """

    def __init__(self, photos: Iterable[tuple[str, PhotoHash]] = ()) -> None:
        self._names: list[str] = []
        self._rows: Hashes = np.zeros((_FIRST_ROOM, _PARTS), dtype=_HASH)
        for name, photo in photos:
            self.add(name, photo)

    def add(self, name: str, photo: PhotoHash) -> None:
        """Put a photo in under a name."""
        number = len(self._names)
        if number == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[number] = _row(photo.upright)
        self._names.append(name)

    def near(self, photo: PhotoHash, bits: int = NEAR_BITS) -> list[tuple[int, str]]:
        """Differing bits and name of each photo of the same scene, the nearest first."""
        apart = _distances(photo, self._rows[: len(self._names)])
        return sorted((int(apart[n]), self._names[n]) for n in np.flatnonzero(apart <= bits))


def _parts(grey: Image.Image) -> list[Image.Image]:
    wide, high = grey.size
    across, down = int(wide * _SIDE), int(high * _SIDE)
    sides = (
        (0, 0, wide, high - down),
        (0, down, wide, high),
        (0, 0, wide - across, high),
        (across, 0, wide, high),
    )
    inner = (_inner(grey, share) for share in _INNER)
    return [grey, _without_border(grey), *inner, *map(grey.crop, sides)]


def _phash(picture: Image.Image) -> str:
    return str(imagehash.phash(picture))


def on_white(picture: Image.Image) -> Image.Image:
    """A picture in colours, what is transparent laid on white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        apart = picture.convert("RGBA")
        ground = Image.new("RGBA", apart.size, "white")
        return Image.alpha_composite(ground, apart).convert("RGB")
    return picture.convert("RGB")


def _without_border(grey: Image.Image) -> Image.Image:
    """The picture without a plain frame of the colour of its corner, where it has one."""
    ground = Image.new("L", grey.size, grey.getpixel((0, 0)))
    difference = ImageChops.difference(grey, ground).point(lambda level: 255 * (level > 24))
    box = difference.getbbox()
    if box is None or min(box[2] - box[0], box[3] - box[1]) < 16:
        return grey
    return grey.crop(box)


def _inner(grey: Image.Image, share: float) -> Image.Image:
    wide, high = grey.size
    across, down = int(wide * share), int(high * share)
    return grey.crop((across, down, wide - across, high - down))
