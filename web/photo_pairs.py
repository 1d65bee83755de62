"""The offer's photo beside the genuine product's: the two that are most alike, and where they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

from domain.listing import Listing
from domain.match import CERTAIN
from domain.registry import ProductRecord
from storage.photos import Photo
from storage.repository import Repository

if TYPE_CHECKING:
    from matching.images import PhotoHash

SIDE = 320
MOST_OFFICIAL = 10
CUT_SHARES = (0.0, 0.03, 0.06, 0.1)
"""Shares that a thief may have cut off each side."""
VISIBLE = 40
"""Grey levels of 255 below which two pixels look the same; a recompressed copy stays under it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPair:
    """A photo of the offer and one of the genuine product."""

    own: Photo
    genuine: Photo
    bits: int
    """Marks of 64 that differ."""
    is_same: bool
    """Whether both show one scene, so that it means something where they differ."""


def nearest_pair(repo: Repository, listing: Listing, product: ProductRecord) -> PhotoPair | None:
    """The most alike of the offer's and the genuine photos; None where one side has none."""
    # Imported at the first suspect with a product: it takes a second.
    from matching.images import NEAR_BITS, distance, image_key, read_hash  # noqa: PLC0415

    def hashed(urls: Iterable[str]) -> list[tuple[Photo, "PhotoHash"]]:
        found = repo.photos.of_keys({image_key(url) for url in urls})
        return [(photo, read_hash(photo.hashes)) for photo in found]

    own = hashed(listing.images)
    genuine = hashed(_genuine_urls(repo, product)) if own else []
    pairs = [
        PhotoPair(own=left, genuine=right, bits=bits, is_same=bits <= NEAR_BITS)
        for left, one in own
        for right, other in genuine
        for bits in [distance(one, other)]
    ]
    return min(pairs, key=lambda pair: pair.bits, default=None)


def _genuine_urls(repo: Repository, product: ProductRecord) -> list[str]:
    """The register's own photo, and those of listings in which an official shop offers the product."""
    official = repo.matches.official(product.product_id, least=CERTAIN, limit=MOST_OFFICIAL)
    snapshots = (repo.history.listing(site_id, listing_id) for site_id, listing_id in official)
    shown = [url for snapshot in snapshots if snapshot for url in snapshot.listing.images]
    return [product.image, *shown] if product.image else shown


def marked_difference(own: Image.Image, genuine: Image.Image) -> Image.Image:
    """The offer's photo in grey, and in red where the genuine one looks otherwise.

    A copy that was mirrored or cut at its sides is laid over the genuine photo first.
    """
    left, right = min(_laid_over(own, genuine), key=_apart)
    changed = ImageChops.difference(left, right).convert("L")
    # Single pixels are what compression leaves along edges.
    mask = changed.point(lambda level: 255 * (level > VISIBLE)).filter(ImageFilter.MedianFilter(5))
    pale = Image.blend(left.convert("L").convert("RGB"), Image.new("RGB", left.size, "white"), 0.5)
    return Image.composite(Image.new("RGB", left.size, (190, 0, 20)), pale, mask)


def _laid_over(own: Image.Image, genuine: Image.Image) -> Iterable[Sequence[Image.Image]]:
    for turned in (own, ImageOps.mirror(own)):
        for share in CUT_SHARES:
            yield _fitted(turned, 0.0), _fitted(genuine, share)
            yield _fitted(turned, share), _fitted(genuine, 0.0)


def _fitted(image: Image.Image, share: float) -> Image.Image:
    """A picture cut at each side, as a square of one size."""
    across, down = round(image.width * share), round(image.height * share)
    inner = image.crop((across, down, image.width - across, image.height - down))
    return inner.resize((SIDE, SIDE))


def _apart(pair: Sequence[Image.Image]) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(*pair)).mean)
