"""Makes the pictures of docs/pages.md anew, from a practice marketplace that is being served.

    shopwitness demo && shopwitness --home data/demo user add lan && shopwitness --home data/demo serve
    echo PASSWORD | python -m tests.web.screenshots http://127.0.0.1:8389 lan

Only pages of the practice marketplace may be pictured: never those of real shops.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from crawler.browser import require_chromium

OUT = Path(__file__).parents[2] / "docs" / "pages"
SCREEN, PHONE = (1366, 768), (390, 844)
PAGES = {
    "morning": "/", "queue": "/queue", "suspects": "/flags", "operators": "/operators",
    "cases": "/cases", "reports": "/reports",
}  # fmt: skip
SHOTS = [
    *((name, "vi", SCREEN) for name in (*PAGES, "listing", "case")),
    *((name, "vi", PHONE) for name in ("morning", "queue", "listing")),
    *((name, "en", SCREEN) for name in ("morning", "queue", "listing")),
]


def main(base: str, name: str, password: str) -> None:
    chromium = str(require_chromium(None))
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        tab = browser.new_page(base_url=base, locale="vi-VN")
        tab.set_default_timeout(90_000)
        tab.goto("/login")
        tab.fill("input[name=name]", name)
        tab.fill("input[name=password]", password)
        tab.click("button.primary")
        places = PAGES | found_places(tab)
        spoken = "vi"
        for page, language, (width, height) in SHOTS:
            tab.set_viewport_size({"width": width, "height": height})
            if language != spoken:
                tab.click("form[action='/language'] button")
                spoken = language
            tab.goto(places[page])
            kind = "" if (width, height) == SCREEN else "-phone"
            save(tab.screenshot(), OUT / f"{page}-{language}{kind}.webp")
        if spoken != "vi":
            tab.click("form[action='/language'] button")
        browser.close()


def found_places(tab: Page) -> dict[str, str]:
    """The evidence of the first suspect, and a case with it."""
    tab.goto("/queue")
    listing = str(tab.get_attribute("a[data-key=e]", "href"))
    tab.goto("/cases")
    known = tab.locator("table a").first
    if known.count() == 0:
        tab.goto(listing)
        tab.fill("input[name=title]", "Thực hành: giấy tờ giả")
        tab.click("[data-key=c]")
        return {"listing": listing, "case": tab.url}
    return {"listing": listing, "case": str(known.get_attribute("href"))}


def save(png: bytes, path: Path) -> None:
    """As WebP, small enough for a repository."""
    Image.open(io.BytesIO(png)).convert("RGB").save(path, "WEBP", quality=78, method=6)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.stdin.readline().rstrip("\n"))
