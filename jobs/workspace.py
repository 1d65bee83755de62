"""The folder, the configuration and the store that every job works in."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from config.load import Sites, load_sites
from config.settings import Settings, read_settings
from domain.errors import UnavailableError, UsageError
from messages import translate
from storage.session import Store, open_store

PRIVATE = 0o700


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """Everything a job needs to begin."""

    settings: Settings
    sites: Sites
    store: Store

    def check_sites(self, names: Iterable[str]) -> None:
        """Raises UsageError where one of the names is no configured site: a slip is no empty answer."""
        known = self.sites.sites
        if unknown := [name for name in names if name not in known]:
            raise UsageError(
                translate(
                    "There is no site {name}; there are: {sites}.",
                    name=", ".join(unknown),
                    sites=", ".join(known),
                )
            )


def open_workspace() -> Workspace:
    """Read the settings, make the home folder where it is missing, and open the store.

    Raises UsageError for wrong settings, UnavailableError for a folder or database that does not
    answer.
    """
    settings = read_settings()
    sites = load_sites(settings.own_sites)
    make_home(settings)
    return Workspace(settings=settings, sites=sites, store=open_store(settings.database))


def make_home(settings: Settings) -> None:
    """Make the home folder, readable by its owner only, as it holds personal data."""
    try:
        for folder in (settings.home, settings.evidence, settings.home / "logs"):
            folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    except OSError as error:
        raise UnavailableError(
            translate(
                "{home} cannot be used as the home folder ({cause}); set SHOPWITNESS_HOME to a "
                "folder that you may write to.",
                home=settings.home,
                cause=error.strerror,
            )
        ) from error
    if not os.access(settings.home, os.W_OK):
        raise UnavailableError(
            translate(
                "{home} cannot be written to; set SHOPWITNESS_HOME to another folder.",
                home=settings.home,
            )
        )
