"""Plots as images for a page, drawn on the server so that they show without JavaScript."""

import io
from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

SCREEN_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MOST_LABELS = 10
KEPT = 64
"""Plots of each kind that stay drawn: a morning page's counts change with a night or a decision."""
LONGEST_LABEL = 28
_INK, _LINE = "#33404d", "#0b57a4"
# matplotlib's figures are independent, its font cache is not.
_drawing = Lock()


def price_plot(points: Sequence[tuple[datetime, Decimal | None]]) -> str:
    """Prices over time as steps, an address for an image; empty where fewer than two are known."""
    known = [(at.astimezone(SCREEN_ZONE), float(price)) for at, price in points if price]
    if len(known) < 2:
        return ""
    return _draw(
        lambda axes: axes.step(
            [at for at, _ in known], [price for _, price in known],
            where="post", marker="o", markersize=4, color=_LINE,
        ),
        size=(7.5, 2.2),
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def bar_plot(rows: tuple[tuple[date, int], ...]) -> str:
    """Counts by day as bars; empty where all are zero. Drawn once for the same counts."""
    if not any(count for _, count in rows):
        return ""
    step = -(-len(rows) // MOST_LABELS)
    labels = [f"{day:%d/%m}" for day, _ in rows]
    return _draw(
        lambda axes: (
            axes.bar(range(len(rows)), [count for _, count in rows], color=_LINE),
            axes.set_xticks(range(0, len(rows), step), labels[::step]),
        ),
        size=(7.5, 2.2),
    )


@lru_cache(maxsize=KEPT)
def part_plot(rows: tuple[tuple[str, int], ...]) -> str:
    """The largest parts of a whole as bars that lie, the largest on top; empty where none is."""
    shown = [row for row in rows if row[1]][:MOST_LABELS][::-1]
    if not shown:
        return ""
    return _draw(
        lambda axes: (
            axes.bar_label(
                axes.barh(
                    [_label(name) for name, _ in shown], [count for _, count in shown], color=_LINE
                ),
                fontsize=8,
                padding=2,
            ),
            axes.margins(x=0.12),
            axes.xaxis.set_visible(False),
        ),
        size=(4.6, 0.55 + 0.28 * len(shown)),
        counts_up=False,
    )


def _label(name: str) -> str:
    """A name from a page as one short line of plain text: no sign of it is taken for a formula."""
    line = " ".join(name.split())
    short = line if len(line) <= LONGEST_LABEL else line[: LONGEST_LABEL - 1] + "…"
    return short.replace("$", r"\$")


def _draw(
    fill: Callable[[Any], object], *, size: tuple[float, float], counts_up: bool = True
) -> str:
    # Imported at the first plot: it takes a second, and most pages have none.
    from matplotlib.figure import Figure  # noqa: PLC0415

    with _drawing:
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.add_subplot()
        fill(axes)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.tick_params(colors=_INK, labelsize=8)
        if counts_up:
            axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}".replace(",", "."))
            axes.set_ylim(0, 1.05 * axes.get_ylim()[1])
            figure.autofmt_xdate(rotation=0, ha="center")
        target = io.StringIO()
        figure.savefig(target, format="svg", metadata={"Date": None})
    # As an image of its own: its inline styles are no concern of the page's policy.
    return "data:image/svg+xml;base64," + b64encode(target.getvalue().encode()).decode()
