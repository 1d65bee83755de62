"""What rules, events, outcomes and states are called where people read them."""

from domain.flag import FlagState, Judgement, Severity
from messages.catalogue import mark

RULE_NAMES = {
    "prohibited_goods": mark("prohibited goods"),
    "suspected_counterfeit": mark("suspected counterfeit"),
    "unregistered_product": mark("unregistered product"),
    "unregistered_seller": mark("unregistered seller"),
    "impersonated_brand": mark("impersonated brand"),
    "false_origin": mark("false origin"),
    "no_origin": mark("no origin"),
    "price_anomaly": mark("price anomaly"),
}

STATES = {
    FlagState.OPEN: mark("open"),
    FlagState.CONFIRMED: mark("suspicion confirmed"),
    FlagState.DISMISSED: mark("dismissed"),
    FlagState.UNCLEAR: mark("unclear"),
}

SEVERITY_NAMES = {
    Severity.CRITICAL: mark("critical"),
    Severity.HIGH: mark("high"),
    Severity.MEDIUM: mark("medium"),
    Severity.LOW: mark("low"),
}
JUDGEMENT_NAMES = {
    Judgement.POSITIVE: mark("suspicion confirmed"),
    Judgement.NEGATIVE: mark("dismissed"),
    Judgement.UNSURE: mark("unclear"),
    Judgement.WITHDRAWN: mark("decision taken back"),
}
EVENTS = {
    "first_seen": mark("first seen"),
    "price_changed": mark("price changed"),
    "title_changed": mark("title changed"),
    "image_changed": mark("picture changed"),
    "description_changed": mark("description changed"),
    "sold_out": mark("sold out"),
    "unlisted": mark("hidden by its seller"),
    "removed_suspected": mark("taken away (suspected)"),
    "removed_confirmed": mark("taken away (confirmed)"),
    "reappeared": mark("re-appeared"),
    "shop_locked": mark("shop locked"),
    "shop_reappeared": mark("shop re-appeared"),
}

OUTCOMES = {
    "live": mark("live"),
    "sold_out": mark("sold out"),
    "unlisted": mark("hidden by its seller"),
    "removed": mark("taken away (suspected)"),
    "shop_gone": mark("shop gone"),
    "captcha": mark("captcha"),
    "login_wall": mark("login wall"),
    "rate_limited": mark("rate limited"),
    "geo_blocked": mark("blocked by country"),
    "suspect": mark("decoy values"),
    "error": mark("failed"),
    "unknown": mark("not recognised"),
}

# Words and numbers of Shopee's, Lazada's and TikTok's payloads (2026-11); what is not here stands as it came.
PLATFORM_STATES = {
    "in_stock": mark("in stock"),
    "out_of_stock": mark("sold out"),
    "sold_out": mark("sold out"),
    "normal": mark("normal"),
    "vacation": mark("shop on vacation"),
    "private": mark("private"),
    "hidden": mark("hidden"),
    "unlist": mark("hidden by its seller"),
    "unlisted": mark("hidden by its seller"),
    "reviewing": mark("under review"),
    "banned": mark("banned by the platform"),
    "blacklisted": mark("banned by the platform"),
    "invalid_hide": mark("hidden by the platform"),
    "deleted": mark("deleted"),
    "seller_delete": mark("deleted by its seller"),
    "shopee_delete": mark("deleted by the platform"),
}

ROLES = {
    "administrator": mark("administrator"),
    "analyst": mark("analyst"),
    "investigator": mark("investigator"),
    "leader": mark("leader"),
    "partner": mark("partner agency"),
    "auditor": mark("auditor"),
}
CASE_STATES = {
    "open": mark("being worked on"),
    "handed_over": mark("handed over"),
    "closed": mark("closed"),
}
CASE_ENTRIES = {
    "opened": mark("opened"),
    "listing_added": mark("listing added"),
    "note": mark("note"),
    "attachment": mark("attachment"),
    "assigned": mark("assigned to"),
    "exported": mark("pack or letter made"),
    "handed_over": mark("handed over"),
    "receipt": mark("receipt"),
    "closed": mark("closed"),
}
LEXICON_NAMES = {
    "prohibited": mark("goods that may not be traded"),
    "regulated": mark("goods that need a registration"),
    "replica": mark("wording of copies"),
    "origin": mark("claims of origin"),
    "innocent": mark("words that make innocent"),
}
ISSUES = {
    "blocked": mark("stopped by a wall"),
    "layout_changed": mark("the site's pages look different"),
    "unknown_value": mark("a value nobody has seen before"),
    "too_few": mark("fewer pages than usual"),
    "too_many": mark("more pages than usual"),
    "decoy": mark("decoy values"),
    "silent_guard": mark("a check that never spoke"),
    "failed_visits": mark("visits that failed"),
    "truncated": mark("pages that were cut off"),
    "crashed": mark("the run broke off"),
    "clock_jumped": mark("the clock jumped"),
    "unproven_removal": mark("taken away, not proven yet"),
}
SIGNS = {
    "tax_code": mark("tax code"),
    "bank_account": mark("bank account"),
    "phone": mark("phone"),
    "zalo": mark("Zalo"),
    "email": mark("e-mail"),
    "telegram": mark("Telegram"),
    "facebook": mark("Facebook"),
    "link": mark("link"),
    "text": mark("same description"),
    "address": mark("address"),
    "photo": mark("same photo"),
}
FEATURES = {
    "trigram_match": mark("letters of the name"),
    "name_found": mark("the registered name in the title"),
    "title_match": mark("words of the title"),
    "brand_match": mark("brand"),
    "model_mismatch": mark("another model"),
    "quantity_mismatch": mark("another quantity"),
    "pack_size_mismatch": mark("another pack size"),
    "variant_mismatch": mark("another variant"),
    "number_missing": mark("a number of the name is missing"),
    "other_article": mark("another kind of article"),
    "image_match": mark("photo"),
}
STANDINGS = {
    "live": mark("live"),
    "listed": mark("seen on a list"),
    "expected": mark("watched, not seen yet"),
    "sold_out": mark("sold out"),
    "unlisted": mark("hidden by its seller"),
    "removal_suspected": mark("taken away (suspected)"),
    "removal_confirmed": mark("taken away (confirmed)"),
}
ACTIONS = {
    "view": mark("looked at"),
    "search": mark("searched for"),
    "export": mark("took out"),
    "log-in": mark("logged in from"),
    "log-in refused": mark("log-in refused from"),
    "unmask": mark("saw personal data, because"),
    "mask": mark("masked personal data again"),
    "attach": mark("attached a file to"),
    "close": mark("closed"),
    "receive": mark("confirmed receipt of"),
    "check receipt": mark("checked a receipt of"),
    "add user": mark("added the user"),
    "change user": mark("changed the user"),
    "make token": mark("made an API token for"),
    "import register": mark("imported the register"),
    "save lexicon": mark("saved the lexicon"),
}
SUBJECTS = {
    "flag": mark("suspect"),
    "listing": mark("listing"),
    "shop": mark("shop"),
    "capture": mark("the capture"),
    "operator": mark("operator"),
    "case": mark("case"),
    "attachment": mark("attachment"),
    "report": mark("report"),
    "picture": mark("picture"),
}
REGISTERS = {"products": mark("genuine products"), "sellers": mark("registered sellers")}
PLATFORMS = {"shopee": "Shopee", "lazada": "Lazada", "tiktok": "TikTok Shop"}
