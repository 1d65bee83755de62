"""Settings that differ from machine to machine, from `SHOPWITNESS_*` or a `.env` file."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import UsageError
from domain.target import PageKind
from messages import translate


class Settings(BaseSettings):
    """One machine's settings; each is documented in docs/operations.md."""

    model_config = SettingsConfigDict(env_prefix="SHOPWITNESS_", env_file=".env", extra="ignore")

    home: Path = Path("data")
    """Folder of all state: database, evidence, logs, browser profiles."""
    database_url: str | None = None
    """SQLAlchemy URL; SQLite in `home` where it is not set."""
    sites_file: Path | None = None
    """A sites.yml of one's own; where it is not set, the one in `home`, else the built-in one."""
    expectations_file: Path | None = None
    """An expectations.yml of one's own; the built-in one where it is not set."""
    campaigns_file: Path | None = None
    """A campaigns.yml of one's own; the built-in one where it is not set."""
    chromium: Path | None = None
    """Browser to use; found by itself where it is not set."""
    browser_mode: Literal["launched", "profile", "attached"] = "launched"
    cdp_url: str = "http://127.0.0.1:9222"
    """Where a Chrome that a person started listens, for the mode `attached`."""
    visit_timeout: float = Field(default=45.0, gt=0)
    """Hard limit of one page visit, seconds."""
    accounts: str = ""
    """The operator's own account names on the platforms, separated by commas; kept out of evidence."""
    mobile_pictures: str = "listing"
    """Kinds of pages that are pictured in a telephone's width too, separated by commas."""
    pdf: str = ""
    """Kinds of pages that are printed to PDF too, separated by commas."""
    disk_reserve_mb: int = Field(default=500, ge=0)
    """Free disk below which no capture is begun, MiB."""

    notify: str = ""
    """Channels of digest and alerts: apprise addresses, a space between; nothing is sent without."""
    quiet: str = Field(default="22-6", pattern=r"^\d{1,2}-\d{1,2}$")
    """Hours in Asia/Ho_Chi_Minh in which no digest is sent; alerts of prohibited goods are."""

    oidc_issuer: str = ""
    """Address of an OpenID Connect provider; log-in by password alone where it is not set."""
    oidc_client_id: str = ""
    """What the provider knows this installation by."""
    oidc_client_secret: SecretStr = SecretStr("")
    """The secret that goes with it."""
    oidc_claim: str = "email"
    """The provider's claim that must be the name with which a person was added here."""

    @property
    def notify_channels(self) -> tuple[str, ...]:
        """The channels one by one."""
        return tuple(self.notify.split())

    @property
    def quiet_hours(self) -> tuple[int, int]:
        """First quiet hour, and the first that is not quiet any more."""
        begins, _, ends = self.quiet.partition("-")
        return int(begins) % 24, int(ends) % 24

    @property
    def database(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.home / 'shopwitness.db'}"

    @property
    def own_sites(self) -> Path | None:
        """The sites.yml to go by, or None for the built-in one."""
        beside_the_evidence = self.home / "sites.yml"
        found = beside_the_evidence if beside_the_evidence.exists() else None
        return self.sites_file or found

    @property
    def evidence(self) -> Path:
        """Folder of the sealed volumes, one a night."""
        return self.home / "evidence"

    @field_validator("mobile_pictures", "pdf")
    @classmethod
    def _known_kinds(cls, text: str) -> str:
        _kinds(text)
        return text

    @property
    def mobile_kinds(self) -> frozenset[PageKind]:
        """Kinds of pages that are pictured in a telephone's width too."""
        return _kinds(self.mobile_pictures)

    @property
    def pdf_kinds(self) -> frozenset[PageKind]:
        """Kinds of pages that are printed."""
        return _kinds(self.pdf)

    @property
    def account_names(self) -> tuple[str, ...]:
        """The operator's own account names, one by one."""
        return tuple(name for part in self.accounts.split(",") if (name := part.strip()))


def _kinds(text: str) -> frozenset[PageKind]:
    """Raises ValueError for a kind that there is not."""
    return frozenset(PageKind(name) for part in text.split(",") if (name := part.strip()))


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings in force, read once.

    Raises UsageError that names the variable and what is wrong with it.
    """
    return read_settings()


def read_settings() -> Settings:
    """Read the settings anew; raises UsageError as `settings` does."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "SHOPWITNESS_" + "_".join(str(part) for part in first["loc"]).upper()
        raise UsageError(
            translate(
                "{name}: the value {value} is wrong ({cause}).",
                name=name,
                value=repr(first["input"]),
                cause=first["msg"],
            )
        ) from error
