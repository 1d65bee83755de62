"""Sets a report's HTML in type with WeasyPrint; nothing that a page said can make it fetch anything."""

from collections.abc import Mapping

from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

Pictures = Mapping[str, tuple[str, bytes]]
"""From the name that the HTML uses to media type and bytes."""


class _Pictures(URLFetcher):  # type: ignore[misc]  # weasyprint is not typed
    """Hands out the report's own pictures, and nothing else."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__(allowed_protocols=())
        self._pictures = pictures

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The picture of that name; raises FatalURLFetchingError for any other address."""
        if url not in self._pictures:
            raise FatalURLFetchingError(url)
        media_type, content = self._pictures[url]
        return URLFetcherResponse(url, content, {"Content-Type": media_type})


def write_pdf(html: str, style: str, pictures: Pictures) -> bytes:
    """The PDF, its fonts embedded."""
    fetcher = _Pictures(pictures)
    document = HTML(string=html, base_url="report:", url_fetcher=fetcher)
    return bytes(document.write_pdf(stylesheets=[CSS(string=style, url_fetcher=fetcher)]))
