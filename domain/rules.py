"""Rules and lexicons as configured: thresholds, words, severities, and who is responsible."""

from dataclasses import dataclass
from datetime import date

from domain.flag import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetting:
    """One rule's row of rules.yml."""

    rule: str
    """The rule function's name: `suspected_counterfeit`."""
    enabled: bool = True
    severity: Severity = Severity.MEDIUM
    minimum_probability: float = 0.5
    """Flags below it are not raised."""
    violation: str = ""
    """Key of the violation in the taxonomy: `counterfeit`, `seller_identity`."""
    legal_basis: str = ""
    """What the responsible agency would act on, as configured and dated there."""
    agency: str = ""
    """Who acts on it."""
    slope: float = 1.0
    """Learnt from decisions: factor of the log-odds that the rule gives."""
    shift: float = 0.0
    """Learnt from decisions: added to them."""
    thresholds: tuple[tuple[str, float], ...] = ()
    """Named numbers of this rule, explained in rules.yml."""

    def threshold(self, name: str) -> float:
        """The named threshold; KeyError where rules.yml does not set it."""
        return dict(self.thresholds)[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """All rules in force, under one version."""

    version: str
    settings: tuple[RuleSetting, ...]

    def setting(self, rule: str) -> RuleSetting | None:
        """The rule's setting, None where rules.yml has no row for it."""
        return next((s for s in self.settings if s.rule == rule), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One kind of offence: who acts on it, and what a file about it must show."""

    key: str
    """As rules.yml names it: `counterfeit`."""
    title_vi: str
    title_en: str
    agency: str
    legal_basis: str
    evidence: tuple[str, ...]
    """What must be at hand before the file is handed over."""
    urgent: bool = False
    """True where an officer is told at once, not in the morning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word or phrase of a lexicon, written correctly, with its diacritics."""

    text: str
    probability: float = 0.9
    """How often a hit is right, as estimated by whoever added it."""
    needs: tuple[str, ...] = ()
    """At least one of these must stand in the same text, where any is given."""
    excludes: tuple[str, ...] = ()
    """Any of these near the words makes them innocent."""
    exact: bool = False
    """True where no obfuscation may be assumed: short or ambiguous words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermGroup:
    """Terms about one matter: one class of goods, one kind of wording."""

    group_id: str
    title_vi: str
    title_en: str
    severity: Severity = Severity.MEDIUM
    legal_basis: str = ""
    agency: str = ""
    terms: tuple[Term, ...] = ()
    excludes: tuple[str, ...] = ()
    """Phrases that make any term of the group innocent."""
    patterns: tuple[str, ...] = ()
    """Regular expressions that belong to the matter: a registration number's forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """A versioned list of words."""

    name: str
    """File name without its ending: `prohibited`."""
    version: str
    as_of: date
    """When the words and the legal texts named were last checked."""
    groups: tuple[TermGroup, ...]
