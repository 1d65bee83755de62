"""The errors that have a treatment of their own; nothing else is caught outside the jobs."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line answers, documented in docs/operations.md and stable."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    BLOCKED = 3
    PARTIAL = 4
    EVIDENCE = 5
    UNAVAILABLE = 69
    INTERRUPTED = 75


class ShopWitnessError(Exception):
    """A failure that is told in one sentence: what is wrong, where, and what to do."""

    exit_code = ExitCode.INTERNAL


class UsageError(ShopWitnessError):
    """The input is wrong: a broken file, an unknown URL, an unknown name."""

    exit_code = ExitCode.USAGE


class UnknownError(UsageError):
    """What was asked for is not there: a number or a name that nothing has."""


class ConflictError(ShopWitnessError):
    """Somebody else changed the same thing meanwhile: look again, then decide."""

    exit_code = ExitCode.UNAVAILABLE


class EvidenceError(ShopWitnessError):
    """Something kept does not hold, or could not be kept whole."""

    exit_code = ExitCode.EVIDENCE


class UnavailableError(ShopWitnessError):
    """Something that is needed does not answer: the database, a browser, the disk."""

    exit_code = ExitCode.UNAVAILABLE


class InterruptedRunError(ShopWitnessError):
    """The run was told to stop and did, after finishing its page."""

    exit_code = ExitCode.INTERRUPTED


class ParseError(Exception):
    """A parser could not read what the page should have had."""


class LayoutChanged(ParseError):  # noqa: N818  (a noun of the house, see docs/architecture.md)
    """A field in scope is missing or of another type: the capture is kept, an Issue is filed."""
