"""Which walls stand before which site; set through the control port only."""

from dataclasses import dataclass
from enum import StrEnum

from demo.world import Platform


class WallKind(StrEnum):
    """What a site may do to a visitor instead of answering."""

    LOGIN_WALL = "login_wall"
    CAPTCHA = "captcha"
    RATE_LIMIT = "rate_limit"
    GEO_BLOCK = "geo_block"
    DECOY_PRICES = "decoy_prices"
    FAKE_EMPTY_LIST = "fake_empty_list"
    FAKE_REMOVAL = "fake_removal"
    """Every listing answers as if it had been taken down: what a control probe is for."""
    WALL_AS_404 = "wall_as_404"
    SLOW_DRIP = "slow_drip"
    ENDLESS_REDIRECT = "endless_redirect"
    HUGE_PAGE = "huge_page"


@dataclass(slots=True, kw_only=True)
class Wall:
    """One wall of one site; it stands once `pages_left` more pages have been let through."""

    platform: Platform
    kind: WallKind
    pages_left: int = 0


class Walls:
    """The walls of all sites."""

    def __init__(self) -> None:
        self._walls: dict[tuple[Platform, WallKind], Wall] = {}

    def put_up(self, platform: Platform, kind: WallKind, *, wall_after: int = 0) -> None:
        """Put a wall up, at once or after so many more pages."""
        self._walls[platform, kind] = Wall(platform=platform, kind=kind, pages_left=wall_after)

    def take_down(self, platform: Platform, kind: WallKind) -> None:
        """Take a wall down; no matter where there is none."""
        self._walls.pop((platform, kind), None)

    def take_all_down(self) -> None:
        """Take every wall down."""
        self._walls.clear()

    def before(self, platform: Platform, *, is_page: bool) -> tuple[WallKind, ...]:
        """The walls that this request meets; only pages count towards `wall_after`."""
        met = []
        for wall in self._walls.values():
            if wall.platform is not platform:
                continue
            if wall.pages_left == 0:
                met.append(wall.kind)
            elif is_page:
                wall.pages_left -= 1
        return tuple(met)
