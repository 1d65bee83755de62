"""People who use the pages, and what each role may do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person is here for."""

    ADMINISTRATOR = "administrator"
    ANALYST = "analyst"
    INVESTIGATOR = "investigator"
    LEADER = "leader"
    PARTNER = "partner"
    AUDITOR = "auditor"


class Right(StrEnum):
    """One thing that a role may or may not do."""

    SEE = "see"
    """Queue, listings, shops, captures, search."""
    DECIDE = "decide"
    WORK_CASES = "work_cases"
    SEE_CASES = "see_cases"
    EXPORT = "export"
    EDIT_RULES = "edit_rules"
    MANAGE_PEOPLE = "manage_people"
    SEE_AUDIT = "see_audit"
    RECEIVE = "receive"
    """Check a pack that another agency handed over, and give the receipt."""
    UNMASK = "unmask"
    """See personal data in clear, after giving a reason."""


_READ = frozenset({Right.SEE, Right.SEE_CASES})
_WORK = _READ | {Right.DECIDE, Right.WORK_CASES, Right.EXPORT, Right.RECEIVE, Right.UNMASK}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ADMINISTRATOR: _READ | {Right.MANAGE_PEOPLE, Right.EDIT_RULES, Right.SEE_AUDIT},
    Role.ANALYST: _READ | {Right.DECIDE, Right.EDIT_RULES},
    Role.INVESTIGATOR: _WORK,
    Role.LEADER: _WORK | {Right.SEE_AUDIT},
    Role.PARTNER: frozenset({Right.SEE_CASES, Right.RECEIVE}),
    Role.AUDITOR: frozenset({Right.SEE_AUDIT}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who may log in."""

    user_id: int
    name: str
    """What they type to log in."""
    shown_name: str
    role: Role
    language: str
    """`vi` or `en`."""
    created_at: datetime
    disabled_at: datetime | None = None

    def may(self, right: Right) -> bool:
        """Whether their role has that right."""
        return self.disabled_at is None and right in RIGHTS[self.role]


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"


class EntryKind(StrEnum):
    """What an entry of a case's record is."""

    OPENED = "opened"
    LISTING_ADDED = "listing_added"
    NOTE = "note"
    ATTACHMENT = "attachment"
    ASSIGNED = "assigned"
    EXPORTED = "exported"
    HANDED_OVER = "handed_over"
    RECEIPT = "receipt"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """One entry of a case's record, appended and never changed."""

    at: datetime
    actor: str
    kind: EntryKind
    text: str = ""
    file_name: str | None = None
    media_type: str | None = None
    size: int | None = None
    """Bytes."""
    sha256: str | None = None
    """Hex digest of the attached file, or of the exported pack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseListing:
    """A listing in a case."""

    site_id: str
    listing_id: str
    flag_id: int | None
    added_at: datetime
    added_by: str
    title: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A folder that an investigator works in and exports."""

    case_id: int
    title: str
    state: CaseState
    opened_at: datetime
    opened_by: str
    assigned_to: str | None
    district: str | None = None
    """The place it concerns, as the report counts places."""
    listings: tuple[CaseListing, ...] = ()
    entries: tuple[CaseEntry, ...] = ()
    """Oldest first."""

    def may_be_seen_by(self, user: User) -> bool:
        """A partner agency sees what was handed over to it, everybody else with the right sees all."""
        if not user.may(Right.SEE_CASES):
            return False
        return user.role is not Role.PARTNER or self.assigned_to == user.name
