"""Photos under the paths that each platform gives them."""

import re
from collections.abc import Mapping

from demo.answers import Answer
from demo.pictures import Picture, jpeg

# Shopee, Lazada and TikTok in this order; what follows the key only chooses a size.
_PATHS = (
    re.compile(r"^/file/([0-9a-f]{32})(?:_tn|\.webp|@[\w.]+)?$"),
    re.compile(r"^/g/p/([0-9a-f]{32})\.jpg[\w.]*$"),
    re.compile(r"^/tos-practice/([0-9a-f]{32})~[\w:.-]+$"),
)


def photo(path: str, pictures: Mapping[str, Picture]) -> Answer | None:
    """The photo at a path; None where the path is none of a photo's."""
    found = next((match for form in _PATHS if (match := form.match(path))), None)
    if found is None:
        return None
    picture = pictures.get(found[1])
    if picture is None:
        return Answer(body="", status=404)
    return Answer(
        body=jpeg(picture),
        media_type="image/jpeg",
        headers=(
            ("cache-control", "public, max-age=31536000, immutable"),
            ("etag", f'"{found[1]}"'),
        ),
    )
