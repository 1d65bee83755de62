"""Rules and lexicons: what they say, a word's trial, and changes that are kept as versions."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from config.lexicon_files import LexiconFile, TermRow, as_term, load_lexicons
from config.lexicon_versions import LexiconEditor
from config.rules import load_rules
from domain.people import Right
from domain.rules import Term
from messages import mark
from web.login import Form, Ready, Visitor, needs
from web.pages import page
from web.trials import Trial, try_terms

router = APIRouter()
MOST_WORDS = 200
"""Words that one form may remove."""


@router.get("/rules")
def rules(request: Request, ready: Ready, visitor: Visitor = needs(Right.EDIT_RULES)) -> Response:
    """The rules and lexicons in force, with their versions."""
    del ready
    return _overview(request, visitor)


@router.post("/rules/try")
def try_term(
    request: Request, ready: Ready, form: Form, visitor: Visitor = needs(Right.EDIT_RULES)
) -> Response:
    """What a word would have flagged among the listings seen last; nothing is changed."""
    row = _row(form)
    with ready.store.reading() as repo:
        trial = try_terms(repo, [as_term(row, row.probability or 0.9)])
    return _overview(request, visitor, row=row, trial=trial)


@router.get("/rules/lexicons/{name}")
def lexicon(
    request: Request, ready: Ready, name: str, visitor: Visitor = needs(Right.EDIT_RULES)
) -> Response:
    """A lexicon with its words, and every version of it."""
    del ready
    return _lexicon(request, visitor, LexiconEditor(name))


@router.post("/rules/lexicons/{name}/words")
def change_words(
    request: Request,
    ready: Ready,
    name: str,
    form: Form,
    visitor: Visitor = needs(Right.EDIT_RULES),
) -> Response:
    """Add a word or remove some; `try` shows what that would change in the flags and saves nothing."""
    editor, group = LexiconEditor(name), str(form.get("group", ""))
    row, gone, terms = None, list[str](), list[Term]()
    if str(form.get("text", "")).strip():
        row = _row(form)
        changed = editor.add(group, row)
        terms = [as_term(row, changed.groups[group].probability)]
    else:
        gone = [str(each) for each in form.getlist("word")][:MOST_WORDS]
        if not gone:
            raise HTTPException(422, mark("Type a word to add, or choose words to remove."))
        changed = editor.remove(group, gone)
        known = editor.current.groups[group]
        all_terms = [as_term(each, known.probability) for each in known.terms]
        terms = [each for each in all_terms if each.text in gone]
    if form.get("do") == "save":
        return _save(ready, visitor, editor, changed, form)
    with ready.store.reading() as repo:
        trial = try_terms(repo, terms, (*changed.excludes, *changed.groups[group].excludes))
    return _lexicon(request, visitor, editor, group=group, row=row, gone=gone, trial=trial)


@router.post("/rules/lexicons/{name}/restore")
def restore(
    ready: Ready, name: str, form: Form, visitor: Visitor = needs(Right.EDIT_RULES)
) -> Response:
    """Make an earlier version the one in force again; it becomes a version of its own."""
    editor, number = LexiconEditor(name), _number(form, "number")
    return _save(ready, visitor, editor, editor.version(number), form)


def _save(
    ready: Ready, visitor: Visitor, editor: LexiconEditor, changed: LexiconFile, form: Form
) -> Response:
    why = " ".join(str(form.get("why", "")).split())[:300]
    if not why:
        raise HTTPException(
            422, mark("Say why the lexicon is changed; it is kept with the version.")
        )
    number = editor.save(
        changed,
        seen=_number(form, "seen"),
        actor=visitor.user.name,
        why=why,
        at=datetime.now(UTC),
    )
    ready.note_access(
        visitor.user.name, "save lexicon", editor.name, version=str(number), reason=why
    )
    return RedirectResponse(f"/rules/lexicons/{editor.name}", 303)


def _overview(
    request: Request, visitor: Visitor, *, row: TermRow | None = None, trial: Trial | None = None
) -> Response:
    return page(
        request,
        "rules.html",
        visitor,
        book=load_rules(),
        lexicons=load_lexicons(),
        row=row,
        trial=trial,
    )


def _lexicon(request: Request, visitor: Visitor, editor: LexiconEditor, **tried: Any) -> Response:
    values = {"group": "", "row": None, "gone": [], "trial": None} | tried
    return page(
        request,
        "lexicon.html",
        visitor,
        name=editor.name,
        lexicon=editor.current,
        number=editor.number,
        versions=editor.versions(),
        **values,
    )


def _row(form: Form) -> TermRow:
    """A word as it was typed into the form; raises 422 for one that cannot be looked for."""
    try:
        return TermRow(
            text=" ".join(str(form.get("text", "")).split())[:100],
            excludes=_list(form, "excludes"),
            needs=_list(form, "needs"),
            exact=bool(form.get("exact")),
            probability=_share(form),
        )
    except ValidationError as error:
        raise HTTPException(
            422, mark("A word needs at least two letters, a chance lies between 1 and 100.")
        ) from error


def _list(form: Form, name: str) -> list[str]:
    parts = (" ".join(part.split()) for part in str(form.get(name, ""))[:2000].split(","))
    return [part for part in parts if part]


def _share(form: Form) -> float | None:
    typed = str(form.get("chance", "")).strip().rstrip("%")
    if not typed:
        return None
    return int(typed) / 100 if typed.isdecimal() and len(typed) <= 3 else -1.0


def _number(form: Form, name: str) -> int:
    typed = str(form.get(name, ""))
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0
