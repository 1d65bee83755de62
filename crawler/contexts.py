"""Which of the browser's contexts a visit gets: one of its own for as long as it lasts.

A page behind another one of the same context is not painted, and what loads late never loads in it
(Chromium 156, 2026-11: 5 of 12 lazy pictures came, and 12 of 12 in two contexts side by side).
"""

from dataclasses import dataclass

from crawler.browser import BrowserConfig


@dataclass(slots=True)
class _Slot:
    name: str
    lasting: bool
    generation: int = 0
    pages: int = 0
    is_taken: bool = False

    @property
    def context_name(self) -> str:
        return self.name if self.lasting else f"{self.name}-{self.generation}"


class Contexts:
    """The contexts of one run; a browser that keeps its log-ins has a single one."""

    def __init__(self, name: str, browser: BrowserConfig, *, at_once: int) -> None:
        """`at_once` is how many visits may be under way, where the browser has more than one."""
        lasting = browser.mode != "launched"
        names = [name] if lasting else [f"{name}-{number}" for number in range(at_once)]
        self._slots = [_Slot(name=each, lasting=lasting) for each in names]
        self._pages_each = browser.pages_per_context

    @property
    def has_room(self) -> bool:
        """Whether one more visit may begin."""
        return any(not slot.is_taken for slot in self._slots)

    @property
    def is_idle(self) -> bool:
        """Whether no visit is under way."""
        return not any(slot.is_taken for slot in self._slots)

    def take(self) -> str:
        """The name of the context of a visit that begins; call where there is room."""
        slot = next(slot for slot in self._slots if not slot.is_taken)
        slot.is_taken = True
        slot.pages += 1
        return slot.context_name

    def leave(self, context_name: str) -> bool:
        """A visit has ended; whether that was the context's last one, and it is to be closed."""
        slot = next(slot for slot in self._slots if slot.context_name == context_name)
        slot.is_taken = False
        is_spent = not slot.lasting and slot.pages >= self._pages_each
        if is_spent:
            slot.generation, slot.pages = slot.generation + 1, 0
        return is_spent
