"""What every view works with, made ready once at the start."""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from config.settings import Settings
from evidence.ledger import EntryType, Ledger
from jobs.case_enclosures import attachments_folder
from storage.session import Store
from web.attempts import Attempts

KEY_BYTES = 32
REPLAY_HOURS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The store, the folders, and the keys of this installation."""

    store: Store
    settings: Settings
    replay_origin: str
    """Scheme, host and port under which kept pages are shown; never this application's own."""
    key: bytes
    """Signs the addresses of kept pages."""
    attempts: Attempts = field(default_factory=Attempts)

    @property
    def attachments(self) -> Path:
        """Folder of the files that people put into cases, by their digest."""
        return attachments_folder(self.settings)

    def note_access(self, actor: str, action: str, subject: str, **more: str) -> None:
        """Append to the hash-chained record of who saw and did what, one file a day."""
        day = datetime.now(UTC).date().isoformat()
        ledger = Ledger(path=self.settings.home / "audit" / day / "ledger.jsonl")
        kind = EntryType.EXPORT if action == "export" else EntryType.ACCESS
        ledger.append(kind, actor, {"action": action, "subject": subject, **more})

    def replay_address(self, capture_id: str, *, at: datetime | None = None) -> str:
        """Where a kept page can be looked at for some hours, by whoever holds the address."""
        until = int(((at or datetime.now(UTC)) + timedelta(hours=REPLAY_HOURS)).timestamp())
        return f"{self.replay_origin}/{until}/{self._sign(capture_id, until)}/{capture_id}/"

    def may_replay(self, capture_id: str, until: int, signature: str) -> bool:
        """Whether an address of a kept page was given out by us and is still good."""
        fresh = until >= datetime.now(UTC).timestamp()
        return fresh and hmac.compare_digest(self._sign(capture_id, until), signature)

    def _sign(self, capture_id: str, until: int) -> str:
        message = f"{capture_id}\n{until}".encode()
        return hmac.new(self.key, message, sha256).hexdigest()[:40]


def load_key(home: Path) -> bytes:
    """The installation's own key, made at the first start and readable by its owner only."""
    path = home / "keys" / "web.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(KEY_BYTES))
    return path.read_bytes()
