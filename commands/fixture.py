"""`shopwitness fixture`: saved pages by which the parsers are held to what they say."""

from pathlib import Path
from typing import Annotated

import typer

from commands.console import note, out
from jobs import fixture as job
from messages import translate

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)
FolderOption = Annotated[
    Path, typer.Option("--folder", help=translate("Where the cases lie, by platform."))
]


@app.command("save")
def save(
    file: Annotated[Path, typer.Argument(help=translate("A saved page or answer."))],
    case: Annotated[str, typer.Argument(help=translate("What to call the case: live_item_data."))],
    platform: Annotated[
        str,
        typer.Option(
            help=translate("Whose page it is; a wrong name is answered with those that there are.")
        ),
    ],
    url: Annotated[str, typer.Option(help=translate("The page's address."))],
    folder: FolderOption = job.FOLDER,
) -> None:
    """Save a page as a case, without cookies, names, phones and addresses of persons."""
    made = job.save(file, platform, url, case, folder=folder)
    out.print(str(made), soft_wrap=True)
    note(translate("Read every file in it before it is committed: masking finds much, not all."))


@app.command("accept")
def accept(
    case: Annotated[str, typer.Argument(help=translate("The case, as platform/case."))],
    folder: FolderOption = job.FOLDER,
) -> None:
    """Take what the parsers now say of a case as what is expected of them."""
    out.print(str(job.accept(job.find_case(case, folder=folder))), soft_wrap=True)
