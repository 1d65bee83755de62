"""Stolen photos found again after what thieves do to them, and strangers taken for them.

    python -m benchmarks.matching.photos [--photos FOLDER] [--count 500]

Without a folder of photos the practice marketplace's invented scenes are used. Beside ours: one
perceptual and one difference hash of the whole picture (ImageHash), at the same number of bits.
"""

import argparse
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import imagehash
from PIL import Image, ImageDraw, ImageOps

from demo.pictures import Picture, jpeg
from matching.images import NEAR_BITS, PhotoIndex, hash_photo

Theft = Callable[[Image.Image], Image.Image]
Hash = Callable[[Image.Image], imagehash.ImageHash]
FAMILIES = ("giay", "dien_tu", "do_choi", "tui", "khac")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print, for each theft, the share whose original is the nearest found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--photos", type=Path, help="folder of JPEG, PNG or WebP files")
    parser.add_argument("--count", type=int, default=500)
    asked = parser.parse_args(arguments)
    bodies = [*(_of_folder(asked.photos) if asked.photos else _scenes(2 * asked.count))]
    known, strangers = bodies[: len(bodies) // 2], bodies[len(bodies) // 2 :]
    index = PhotoIndex(
        (str(n), photo) for n, body in enumerate(known) if (photo := hash_photo(body))
    )
    peers = {hash_of: [hash_of(_opened(body)) for body in known] for hash_of in PEERS.values()}
    print(f"{len(known)} photos, {NEAR_BITS} bits; found: ours, {', '.join(PEERS)}")
    for name, theft in THEFTS.items():
        stolen = [_bytes(theft(_opened(body))) for body in known]
        shares = [_found(index, stolen), *(_found_by(h, rows, stolen) for h, rows in peers.items())]
        print(f"  {name:34}" + "".join(f"{share:8.3f}" for share in shares))
    alarms = [_alarms(index, strangers), *(_alarms_of(h, r, strangers) for h, r in peers.items())]
    print(
        f"  {f'{len(strangers)} strangers, taken for one':34}" + "".join(f"{n:8}" for n in alarms)
    )


def _of_folder(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"}:
            yield path.read_bytes()


def _scenes(count: int) -> Iterator[bytes]:
    for n in range(count):
        family = FAMILIES[n % len(FAMILIES)]
        yield jpeg(Picture(label=f"HANG {n % 40}", text="mau", family=family, seed=f"bench-{n}"))


def _opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body)).convert("RGB")


def _bytes(picture: Image.Image, quality: int = 80) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def _cropped(share: float) -> Theft:
    def theft(picture: Image.Image) -> Image.Image:
        across, down = (int(side * share) for side in picture.size)
        return picture.crop((across, down, picture.width - across, picture.height - down))

    return theft


def _recompressed(picture: Image.Image) -> Image.Image:
    return _opened(_bytes(picture.resize((150, 150)), quality=25))


def _framed(picture: Image.Image) -> Image.Image:
    return ImageOps.expand(picture, border=picture.width // 10, fill="white")


def _watermarked(picture: Image.Image) -> Image.Image:
    draw = ImageDraw.Draw(picture)
    for row in range(4):
        draw.text(
            (10, picture.height * (2 * row + 1) // 8), "SHOP SI LE GIA TOT " * 3, fill="white"
        )
    return picture


def _priced(picture: Image.Image) -> Image.Image:
    wide, high = picture.size
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, int(high * 0.82), wide, high), fill=(220, 0, 0))
    draw.text((12, int(high * 0.88)), "CHI CON 99.000 - FREESHIP", fill="yellow")
    return picture


def _in_a_collage(picture: Image.Image) -> Image.Image:
    """Beside another picture in one: what hashes of a whole cannot find."""
    wide, high = picture.size
    sheet = Image.effect_noise((2 * wide, high), Random(7).randrange(40, 80)).convert("RGB")
    sheet.paste(picture, (0, 0))
    return sheet


THEFTS: dict[str, Theft] = {
    "recompressed, at half its size": _recompressed,
    "mirrored": ImageOps.mirror,
    "a twentieth cut off each side": _cropped(0.05),
    "a tenth cut off each side": _cropped(0.1),
    "framed in white": _framed,
    "watermarked": _watermarked,
    "a price over its lower side": _priced,
    "beside another in a collage": _in_a_collage,
}
PEERS: dict[str, Hash] = {"phash": imagehash.phash, "dhash": imagehash.dhash}


def _found(index: PhotoIndex, stolen: Sequence[bytes]) -> float:
    right = 0
    for n, body in enumerate(stolen):
        photo = hash_photo(body)
        near = index.near(photo) if photo else []
        right += bool(near) and near[0][1] == str(n)
    return right / len(stolen)


def _alarms(index: PhotoIndex, strangers: Sequence[bytes]) -> int:
    photos = (hash_photo(body) for body in strangers)
    return sum(bool(photo and index.near(photo)) for photo in photos)


def _nearest(hash_of: Hash, rows: Sequence[imagehash.ImageHash], body: bytes) -> tuple[int, int]:
    asked = hash_of(_opened(body))
    return min((asked - row, n) for n, row in enumerate(rows))


def _found_by(hash_of: Hash, rows: Sequence[imagehash.ImageHash], stolen: Sequence[bytes]) -> float:
    nearest = [_nearest(hash_of, rows, body) for body in stolen]
    return sum(bits <= NEAR_BITS and n == own for own, (bits, n) in enumerate(nearest)) / len(
        stolen
    )


def _alarms_of(
    hash_of: Hash, rows: Sequence[imagehash.ImageHash], strangers: Sequence[bytes]
) -> int:
    return sum(_nearest(hash_of, rows, body)[0] <= NEAR_BITS for body in strangers)


if __name__ == "__main__":
    main()
