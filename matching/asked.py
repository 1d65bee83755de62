"""What a function makes of the rows of a column, each made when it is first asked for."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Asked(Generic[Made]):
    """Looks like the list of what `of` makes of each text; a row that nobody asks for is not made."""

    def __init__(self, of: Callable[[str], Made], texts: Sequence[str]) -> None:
        self._of, self._texts = of, texts
        self._made: dict[int, Made] = {}

    def __getitem__(self, row: int) -> Made:
        made = self._made.get(row)
        if made is None:
            made = self._made[row] = self._of(self._texts[row])
        return made
