"""The fixed words of a report, by the name under which its template uses them."""

from messages import mark, translate_to

WORDS = {
    "state": mark("SOCIALIST REPUBLIC OF VIET NAM"),
    "motto": mark("Independence - Freedom - Happiness"),
    "agency": mark("AGENCY: ......................................"),
    "number": mark("No.: ............ /BB-............"),
    "heading": mark("RECORD OF ELECTRONIC DATA AS FOUND"),
    "about": mark("Concerning: {title}"),
    "made": mark("Made {made} by {software}, for {actor}. Reason: {reason}"),
    "machine": mark(
        "What is stated below was recorded by a machine when it visited the pages; nobody typed it. "
        "Times are those of Viet Nam (UTC+7)."
    ),
    "practice": mark(
        "PRACTICE: the timestamps come from this machine itself and prove nothing to a stranger."
    ),
    "unsealed": mark(
        "NOT SEALED: {nights}. No timestamp proves when these data existed; seal the night and "
        "export again."
    ),
    "summary": mark("I. Summary"),
    "listing": mark("Listing"),
    "page": mark("Page"),
    "shop": mark("Shop"),
    "price": mark("Price"),
    "suspicions": mark("Suspicions"),
    "first_seen": mark("First recorded"),
    "last_seen": mark("Last recorded"),
    "standing": mark("Last state"),
    "last_alive": mark("Last seen alive"),
    "between": mark("Visits between"),
    "first_gone": mark("First seen gone"),
    "never": mark("never in this record"),
    "no_visits": mark("none"),
    "facts": mark("II. What the listing states"),
    "as_stated": mark("As its page stated it on {at}."),
    "card_only": mark("Only its card on a list was seen, on {at}; its own page was not."),
    "no_listing": mark("No statement of a listing was read."),
    "reasons": mark("III. Why it is suspected"),
    "no_flags": mark("No rule raised a suspicion; the pack records what was seen."),
    "suspicion_note": mark(
        "A suspicion is raised by a rule of the software. It is no finding: a person with the power "
        "to do so decides."
    ),
    "probability": mark("probability {share}"),
    "seen_words": mark("seen: “{words}”"),
    "expected_words": mark("compared with: “{words}”"),
    "legal_basis": mark("Legal basis as configured: {text}"),
    "responsible": mark("Responsible: {text}"),
    "timeline": mark("IV. Timeline"),
    "when": mark("When"),
    "what": mark("What"),
    "evidence": mark("Visit"),
    "not_packed": mark("not in this pack"),
    "captures": mark("V. Visits and pictures"),
    "visit": mark("Visit {number}"),
    "address": mark("Address asked for"),
    "led_to": mark("Led to"),
    "time": mark("Time"),
    "answer": mark("Answer"),
    "capture": mark("Capture"),
    "software": mark("Software"),
    "browser": mark("Browser"),
    "viewport": mark("Viewport, language, time zone"),
    "server": mark("Server"),
    "certificate": mark("Certificate shown by the server"),
    "somebody_else": mark("Recorded by somebody else"),
    "somebody_else_note": mark(
        "This visit was not made by ShopWitness; it was taken over from {file}. Who made it, and "
        "how, is stated by that person alone."
    ),
    "limits": mark("Limits reached"),
    "failure": mark("Failure"),
    "hashes": mark("SHA-256 of what was kept"),
    "more_records": mark("{count} records in all; every one is in case.wacz and in records/."),
    "upper_part": mark("upper part; whole picture: {record}"),
    "whole_picture": mark("whole picture: {record}"),
    "further": mark("Further visits in this pack"),
    "seal": mark("VI. Seal and timestamps"),
    "night": mark("Night"),
    "records": mark("Records"),
    "root": mark("Root (SHA-256)"),
    "stamped": mark("Timestamp (RFC 3161)"),
    "previous": mark("Night before"),
    "not_sealed": mark("NOT SEALED"),
    "signer": mark("Signing key, SHA-256 of its public half"),
    "qr": mark("The code holds the roots as text. Compare it with a copy from elsewhere."),
    "proven": mark("VII. What is proven, and what is not"),
    "proven_head": mark("Proven by the pack itself"),
    "unproven_head": mark("Not proven"),
    "cost_head": mark("What makes a forgery costly"),
    "law": mark("VIII. Legal basis"),
    "law_in_force": mark("in force from {date}"),
    "law_checked": mark("checked {date}"),
    "check": mark("IX. How to check this pack"),
    "drawn_up_by": mark("DRAWN UP BY"),
    "witness": mark("WITNESS"),
    "received_by": mark("RECEIVED BY"),
    "sign_here": mark("(signature, full name)"),
    "page_of": mark("Page"),
    "yes": mark("yes"),
}

PROVEN = (
    mark("Every record of a sealed night is, byte for byte, one of those under the root of that night."),
    mark("The root was signed with the key named above, and so was the list of every file of this "
         "pack."),
    mark("Each sealed night existed as it is now no later than the time of its timestamp."),
)  # fmt: skip
PROVEN_BY_CHAIN = mark(
    "A night that names the night before was begun after that one was stamped, so that it lies "
    "between two times that we do not set."
)
PROVEN_UNSEALED = mark("The list of every file of this pack was signed with the key named above.")
UNPROVEN_UNSEALED = mark(
    "Nothing proves when the data of {nights} existed: no timestamp was put on them."
)
UNPROVEN_FIRST = mark(
    "{nights} names no night before it: its timestamp bounds it on one side only."
)
UNPROVEN = (
    mark(
        "A hash and a timestamp do not prove origin: they show that data have not changed since, "
        "not that the platform sent them. TLS leaves no signature that a third party could check."
    ),
    mark("Who is behind the account, and whether goods are genuine, is not shown by a page."),
    mark("The times of single visits are those of this machine's clock, within the bounds above."),
    mark(
        "A page may be shown differently to another visitor, at another time, from another place."
    ),
)
COST_UNATTENDED = mark(
    "Visits run unattended, by software whose version and commit stand in every record."
)
COST_CERTIFIED = mark(
    "The certificates that the server showed to the browser itself were kept with the page."
)
COST_REPEATED = mark("The pack has visits of more than one night, which agree or show the change.")
COST_CHAINED = mark("Each night names the one before with its timestamps.")
COST = (
    mark("Every visit is in the night's ledger, failed ones too; none can be left out afterwards."),
    mark("What was kept is what the browser itself was given, with the server's address; nothing was "
         "fetched a second time."),
    mark("Pictures lie at the platform's own addresses, which others can visit and compare."),
    mark("Secrets were replaced before hashing, each by a commitment that can be opened to a court."),
)  # fmt: skip
SUBJECTS = {
    "flag": mark("Suspicion no. {key}"),
    "listing": mark("Listing {key}"),
    "case": mark("Case no. {key}"),
    "capture": mark("Capture {key}"),
}
"""What a pack was asked for, by the first word of its subject."""
PICTURES = {
    "fullPage": mark("the whole page"),
    "mobile": mark("in a telephone's width"),
}
CHECK = (
    mark("Run “sh verify.sh” in the pack's folder (needs only openssl, sha256sum and cmp). It names "
         "whatever does not hold."),
    mark("Compare the roots and the key above with copies that reached you by another way."),
    mark("Open case.wacz with ReplayWeb.page or pywb, with the network off, to see the pages."),
    mark("“shopwitness evidence verify” on the pack also compares case.wacz, record by record, with "
         "the proof."),
)  # fmt: skip
FIELDS = {
    "listing_id": mark("Listing id"),
    "title": mark("Title"),
    "price": mark("Price"),
    "price_range": mark("Price range"),
    "original_price": mark("Price before discount"),
    "brand": mark("Brand stated"),
    "category": mark("Category"),
    "sold": mark("Sold, as displayed"),
    "stock": mark("In stock"),
    "rating": mark("Rating"),
    "location": mark("Sent from"),
    "status": mark("State as the platform calls it"),
    "created_at": mark("Put up"),
    "shop": mark("Shop"),
    "shop_id": mark("Shop id"),
    "shop_joined": mark("Shop joined"),
    "shop_followers": mark("Followers"),
    "shop_items": mark("Listings of the shop"),
    "shop_rating": mark("Shop rating"),
    "shop_location": mark("Shop's place"),
    "shop_official": mark("Vouched for by the platform"),
    "attributes": mark("Attributes"),
    "variants": mark("Choices"),
    "images": mark("Pictures of the listing"),
    "description": mark("Description"),
}
HASHES = {
    "document": mark("main document"),
    "answer": mark("answer to the page"),
    "screenshot": mark("screenshot"),
    "dom": mark("rendered document"),
    "text": mark("visible text"),
    "tls": mark("certificates"),
    "visit": mark("visit record"),
}


class Words:
    """The fixed words in one language; `words.heading`, or `words.get("about", title=...)`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __getattr__(self, name: str) -> str:
        if name not in WORDS:
            raise AttributeError(name)
        return translate_to(self.language, WORDS[name])

    def get(self, name: str, **values: object) -> str:
        """A word with values put in."""
        return translate_to(self.language, WORDS[name], **values)

    def all(self, several: tuple[str, ...]) -> list[str]:
        """Several sentences."""
        return [translate_to(self.language, each) for each in several]

    def name(self, table: dict[str, str], key: str) -> str:
        """The name of something in a table; the key itself where it has none."""
        return translate_to(self.language, table[key]) if key in table else key


def subject_name(subject: str, language: str) -> str:
    """What a pack was asked for, in the reader's words."""
    kind, _, key = subject.partition(" ")
    return translate_to(language, SUBJECTS[kind], key=key) if kind in SUBJECTS else subject
