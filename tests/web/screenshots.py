"""Makes the pictures of docs/pages.md anew, from a practice marketplace that is being served.

    shopwitness demo && shopwitness --home data/demo user add lan && shopwitness --home data/demo serve
    echo PASSWORD | python -m tests.web.screenshots http://127.0.0.1:8389 lan /listings/SITE/LISTING

The suspect that is shown has a photo copied from the genuine one; name a listing that has had several prices.
Only pages of the practice marketplace may be pictured: never those of real shops.
"""

import io
import sys
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from crawler.browser import require_chromium

OUT = Path(__file__).parents[2] / "docs" / "pages"
SCREEN, PHONE = (1366, 768), (390, 844)
PAGES = {
    "morning": "/", "queue": "/queue?rule=suspected_counterfeit", "suspects": "/flags",
    "search": "/search?q=giay+sneaker", "operators": "/operators", "cases": "/cases",
    "reports": "/reports", "registers": "/registers", "rules": "/rules", "people": "/people",
    "record": "/audit",
}  # fmt: skip
WHOLE, MOST_HEIGHT = ("listing", "suspect"), 1700
"""Pages shown down to their end, up to so many pixels."""
TRIED = 60
"""Suspects looked at to find one that shows something."""
SIZES = {"": SCREEN, "-phone": PHONE}


def main(base: str, name: str, listing: str, password: str) -> None:
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
        places = PAGES | {"listing": listing} | found_places(tab, listing)
        spoken = str(tab.get_attribute("html", "lang"))
        for language in (spoken, "en" if spoken == "vi" else "vi"):
            if language != spoken:
                switch_language(tab)
            for (page, place), (kind, size) in product(places.items(), SIZES.items()):
                tab.set_viewport_size({"width": size[0], "height": size[1]})
                tab.goto(place)
                save(shot(tab, whole=page in WHOLE), OUT / f"{page}-{language}{kind}.webp")
        switch_language(tab)
        browser.close()


def switch_language(tab: Page) -> None:
    """To the other one, which is kept with the person: the last switch leaves it as it was."""
    tab.set_viewport_size({"width": SCREEN[0], "height": SCREEN[1]})
    tab.click("form[action='/language'] button")


def found_places(tab: Page, listing: str) -> dict[str, str]:
    """The shop of a listing, a suspect with a copied photo, and a case with it."""
    tab.goto(listing)
    shop = str(tab.locator("a[href^='/shops/']").first.get_attribute("href"))
    suspect = first(tab, "/queue?rule=suspected_counterfeit", ".photos figure:nth-child(3)")
    tab.goto("/cases")
    known = tab.locator("table a").first
    if known.count() == 0:
        tab.goto(suspect)
        tab.fill("input[name=title]", "Thực hành: hàng giả")
        tab.click("[data-key=c]")
        return {"shop": shop, "suspect": suspect, "case": tab.url}
    return {"shop": shop, "suspect": suspect, "case": str(known.get_attribute("href"))}


def first(tab: Page, queue: str, wanted: str) -> str:
    """The first suspect of a queue whose page shows what is wanted; else the first of all."""
    tab.goto(queue)
    for _ in range(TRIED):
        if tab.locator(wanted).count():
            return tab.url
        tab.goto("/queue" + str(tab.get_attribute("a[data-key=j]", "href")))
    return queue


def shot(tab: Page, *, whole: bool) -> bytes:
    """A picture of the window, or of the page down to its end once all its pictures are there."""
    if not whole:
        return tab.screenshot()
    tab.evaluate("document.querySelectorAll('img').forEach(each => { each.loading = 'eager' })")
    tab.evaluate("Promise.all([...document.images].map(each => each.decode()))")
    return tab.screenshot(full_page=True)


def save(png: bytes, path: Path) -> None:
    """As WebP, small enough for a repository."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, MOST_HEIGHT)))
    image.save(path, "WEBP", quality=70, method=6)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.stdin.readline().rstrip("\n"))
