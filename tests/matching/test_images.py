"""Near-duplicate photos: what a thief does to a picture, and pictures that only look alike."""

import io
import random

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from matching.images import PhotoIndex, distance, hash_photo, image_key, read_hash

SIDE = 320
SCENES = 60


def scene(seed):
    """A product on a ground: shapes, a gradient, and some fine grain."""
    rng = random.Random(seed)
    picture = Image.linear_gradient("L").resize((SIDE, SIDE)).rotate(rng.choice((0, 90, 180, 270)))
    dark, light = (tuple(rng.randrange(256) for _ in "rgb") for _ in "ab")
    picture = ImageOps.colorize(picture, dark, light)
    draw = ImageDraw.Draw(picture)
    for _ in range(rng.randrange(6, 12)):
        x, y = rng.randrange(SIDE), rng.randrange(SIDE)
        wide, high = rng.randrange(30, 160), rng.randrange(30, 160)
        colour = tuple(rng.randrange(256) for _ in "rgb")
        shape = rng.choice((draw.rectangle, draw.ellipse))
        shape((x - wide // 2, y - high // 2, x + wide // 2, y + high // 2), fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(1))


def jpeg(picture, quality=88):
    stream = io.BytesIO()
    picture.convert("RGB").save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def cropped(picture):
    cut = int(SIDE * 0.06)
    return jpeg(picture.crop((cut, cut, SIDE - cut, SIDE - cut)).resize((SIDE, SIDE)))


def framed(picture):
    return jpeg(ImageOps.expand(picture, border=30, fill="white"))


def watermarked(picture):
    marked = picture.copy()
    draw = ImageDraw.Draw(marked)
    for y in range(20, SIDE, 80):
        draw.text((30, y), "SHOP SI LE GIA TOT", fill=(255, 255, 255))
    return jpeg(marked)


def recompressed(picture):
    return jpeg(picture.resize((180, 180)), quality=30)


def mirrored(picture):
    return jpeg(ImageOps.mirror(picture))


def priced(picture):
    marked = picture.copy()
    draw = ImageDraw.Draw(marked)
    draw.rectangle((0, SIDE - 46, 150, SIDE), fill=(220, 0, 0))
    draw.text((12, SIDE - 34), "99.000 VND - FREESHIP", fill=(255, 255, 0))
    return jpeg(marked)


def brightened(picture):
    return jpeg(picture.point(lambda level: min(255, int(level * 1.15) + 8)))


def photo_of(body):
    photo = hash_photo(body)
    assert photo is not None
    return photo


@pytest.fixture(scope="module")
def scenes():
    return [scene(seed) for seed in range(SCENES)]


@pytest.fixture(scope="module")
def index(scenes):
    return PhotoIndex((str(n), photo_of(jpeg(s))) for n, s in enumerate(scenes))


@pytest.mark.parametrize(
    "theft", [cropped, framed, watermarked, recompressed, mirrored, priced, brightened]
)
def test_a_stolen_photo_is_found_whatever_was_done_to_it(scenes, index, theft):
    found = [index.near(photo_of(theft(picture))) for picture in scenes]
    right = sum(bool(hits) and hits[0][1] == str(n) for n, hits in enumerate(found))
    assert right >= 0.95 * SCENES


def test_other_scenes_are_not_taken_for_it(index):
    strangers = [index.near(photo_of(jpeg(scene(1000 + n)))) for n in range(SCENES)]
    assert sum(map(bool, strangers)) <= 1


def test_the_index_finds_what_a_full_comparison_finds(scenes, index):
    asked = [photo_of(cropped(picture)) for picture in scenes[:20]]
    stored = [photo_of(jpeg(picture)) for picture in scenes]
    for photo in asked:
        near = {str(n) for n, other in enumerate(stored) if distance(photo, other) <= 8}
        assert {name for _, name in index.near(photo)} == near


@pytest.mark.parametrize("body", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n broken", b"GIF89a"])
def test_what_is_no_picture_has_no_hash(body):
    assert hash_photo(body) is None


def test_a_blank_picture_has_no_hash():
    assert hash_photo(jpeg(Image.new("RGB", (200, 200), "white"))) is None


def test_a_hash_is_stored_and_read_back(scenes):
    photo = photo_of(jpeg(scenes[0]))
    assert read_hash(photo.text()) == read_hash(read_hash(photo.text()).text())
    assert distance(read_hash(photo.text()), photo) == 0
    assert distance(read_hash(photo.whole), photo) == 0


@pytest.mark.parametrize(
    ("asked", "same"),
    [
        ("https://cf.shop.test/file/abc123_tn", "http://cf.shop.test/file/abc123"),
        (
            "https://cf.shop.test/file/abc123@resize_w450_nl.webp",
            "https://CF.shop.test/file/abc123",
        ),
        ("https://laz.test/g/p/d9.jpg_200x200q80.jpg", "https://laz.test/g/p/d9.jpg?x=1"),
        ("https://t.test/tos/77~tplv-resize:300:300.jpeg", "https://t.test/tos/77~tplv-crop.webp"),
    ],
)
def test_one_picture_under_many_addresses(asked, same):
    assert image_key(asked) == image_key(same)
