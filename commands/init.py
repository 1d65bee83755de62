"""`shopwitness init`: the folder that holds all state."""

from commands.console import out
from jobs.keys import prepare_keys
from jobs.workspace import open_workspace
from messages import translate


def init() -> None:
    """Make the home folder, its database and its keys; what is there already is left as it is."""
    workspace = open_workspace()
    workspace.store.close()
    prepare_keys(workspace.settings)
    out.print(
        translate("Ready: {home}", home=workspace.settings.home.resolve()),
        markup=False,
        soft_wrap=True,
    )
    out.print(translate("Next: shopwitness registry import products FILE.csv"), markup=False)
    out.print(translate("Then: shopwitness watch add URL"), markup=False)
    out.print(translate("Then: shopwitness nightly"), markup=False)
