"""Screenshots made small enough to print; the kept ones stay as they are in the pack."""

import io

from PIL import Image

from domain.capture import Picture

WIDTHS = {"mobile": 420}
WIDTH = 1100
"""Pixels that a desktop page is printed with."""
TALLEST = 0.95
"""Height of what is printed against its width; a phone's picture may be 2.6 times as tall."""
QUALITY = 82
MAX_PIXELS = 400_000_000


def printed(picture: Picture) -> tuple[bytes, bool]:
    """JPEG bytes of the upper part, and whether anything was cut; empty where it cannot be read."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    is_mobile = picture.kind.startswith("mobile")
    try:
        with Image.open(io.BytesIO(picture.png)) as opened:
            tallest = int(opened.width * TALLEST * (2.6 if is_mobile else 1))
            is_cut = opened.height > tallest
            part = opened.crop((0, 0, opened.width, min(tallest, opened.height))).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return b"", False
    part.thumbnail((WIDTHS.get("mobile" if is_mobile else "", WIDTH), 4000))
    out = io.BytesIO()
    part.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue(), is_cut
