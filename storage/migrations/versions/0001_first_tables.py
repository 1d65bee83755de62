"""The first tables, and the triggers that keep what was seen as it was seen."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Count, Money, PageJson, PageText, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = (
    "captures",
    "capture_records",
    "listing_snapshots",
    "shop_snapshots",
    "events",
    "decisions",
)
TABLES = (
    "captures",
    "cool_downs",
    "policies",
    "register_versions",
    "runs",
    "shops",
    "site_leases",
    "watchlist",
    "capture_records",
    "events",
    "flags",
    "identifiers",
    "issues",
    "listings",
    "matches",
    "registered_products",
    "registered_sellers",
    "shop_snapshots",
    "site_runs",
    "decisions",
    "flag_evidence",
    "listing_snapshots",
)
INDICES = (
    ("captures", "night site_id outcome"),
    ("captures", "site_id kind key"),
    ("captures", "site_id listing_id started_at"),
    ("captures", "site_id shop_id started_at"),
    ("register_versions", "kind name version_id"),
    ("runs", "night kind"),
    ("shops", "site_id target_kind target_key"),
    ("watchlist", "site_id listing_id"),
    ("watchlist", "site_id shop_id"),
    ("capture_records", "payload_sha256"),
    ("events", "capture_id"),
    ("events", "night kind"),
    ("events", "site_id listing_id at"),
    ("events", "site_id shop_id at"),
    ("flags", "last_run_id"),
    ("flags", "raised_at"),
    ("flags", "rule state"),
    ("flags", "site_id listing_id"),
    ("flags", "site_id shop_id"),
    ("flags", "state weight"),
    ("identifiers", "kind value"),
    ("identifiers", "site_id listing_id"),
    ("identifiers", "site_id shop_id"),
    ("issues", "night kind"),
    ("issues", "run_id"),
    ("listings", "site_id gone_at"),
    ("listings", "site_id shop_id"),
    ("listings", "site_id target_kind target_key"),
    ("matches", "capture_id"),
    ("matches", "product_id"),
    ("matches", "run_id"),
    ("registered_products", "register product_id valid_to"),
    ("registered_products", "registration_number"),
    ("registered_products", "valid_to product_id valid_from"),
    ("registered_sellers", "register seller_id valid_to"),
    ("registered_sellers", "tax_code"),
    ("registered_sellers", "valid_to seller_id valid_from"),
    ("shop_snapshots", "capture_id"),
    ("shop_snapshots", "site_id shop_id seen_at"),
    ("decisions", "flag_id"),
    ("flag_evidence", "capture_id"),
    ("listing_snapshots", "capture_id"),
    ("listing_snapshots", "site_id listing_id seen_at"),
)


def upgrade() -> None:
    _create_tables()
    for table, columns in INDICES:
        names = columns.split()
        op.create_index("_".join(("ix", table, *names)), table, names)
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION shopwitness_append_only()")


def _guard_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION shopwitness_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME;
        END $$
        """
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION shopwitness_append_only()"
        )


def _guard_sqlite() -> None:
    for table in APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END"
            )


def _create_tables() -> None:
    op.create_table(
        "captures",
        sa.Column("capture_id", PageText(), nullable=False),
        sa.Column("night", PageText(), nullable=False),
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("kind", PageText(), nullable=False),
        sa.Column("key", PageText(), nullable=False),
        sa.Column("url", PageText(), nullable=False),
        sa.Column("shop_id", PageText(), nullable=True),
        sa.Column("listing_id", PageText(), nullable=True),
        sa.Column("query", PageText(), nullable=True),
        sa.Column("requested_url", PageText(), nullable=False),
        sa.Column("final_url", PageText(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("status", Count(), nullable=False),
        sa.Column("title", PageText(), nullable=False),
        sa.Column("failure", PageText(), nullable=True),
        sa.Column("outcome", PageText(), nullable=True),
        sa.Column("reason", PageText(), nullable=True),
        sa.Column("warc_file", PageText(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("agent", PageJson(), nullable=False),
        sa.Column("redirects", PageJson(), nullable=False),
        sa.Column("truncated", PageJson(), nullable=False),
        sa.Column("summary", PageJson(), nullable=False),
        sa.PrimaryKeyConstraint("capture_id", name="pk_captures"),
    )
    op.create_table(
        "cool_downs",
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("reason", PageText(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", name="pk_cool_downs"),
    )
    op.create_table(
        "policies",
        sa.Column("name", PageText(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_policies"),
    )
    op.create_table(
        "register_versions",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", PageText(), nullable=False),
        sa.Column("name", PageText(), nullable=False),
        sa.Column("source", PageText(), nullable=False),
        sa.Column("sha256", PageText(), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.Column("rows_read", Count(), nullable=False),
        sa.Column("rows_rejected", Count(), nullable=False),
        sa.Column("rows_kept", Count(), nullable=False),
        sa.Column("rows_new", Count(), nullable=False),
        sa.Column("rows_closed", Count(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", name="pk_register_versions"),
    )
    op.create_table(
        "runs",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("night", PageText(), nullable=False),
        sa.Column("kind", PageText(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("status", PageText(), nullable=False),
        sa.Column("config", PageJson(), nullable=False),
        sa.Column("report", PageJson(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", name="pk_runs"),
    )
    op.create_table(
        "shops",
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("shop_id", PageText(), nullable=False),
        sa.Column("username", PageText(), nullable=True),
        sa.Column("name", PageText(), nullable=True),
        sa.Column("url", PageText(), nullable=True),
        sa.Column("item_count", Count(), nullable=True),
        sa.Column("target_kind", PageText(), nullable=True),
        sa.Column("target_key", PageText(), nullable=True),
        sa.Column("target_url", PageText(), nullable=True),
        sa.Column("first_seen_at", UtcDateTime(), nullable=True),
        sa.Column("last_seen_at", UtcDateTime(), nullable=True),
        sa.Column("last_visited_at", UtcDateTime(), nullable=True),
        sa.Column("visits", Count(), nullable=False),
        sa.Column("last_outcome", PageText(), nullable=True),
        sa.Column("gone_at", UtcDateTime(), nullable=True),
        sa.Column("own_snapshot_id", Count(), nullable=True),
        sa.Column("card_snapshot_id", Count(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "shop_id", name="pk_shops"),
    )
    op.create_table(
        "site_leases",
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("holder", PageText(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", name="pk_site_leases"),
    )
    op.create_table(
        "watchlist",
        sa.Column("watch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("kind", PageText(), nullable=False),
        sa.Column("key", PageText(), nullable=False),
        sa.Column("url", PageText(), nullable=False),
        sa.Column("shop_id", PageText(), nullable=True),
        sa.Column("listing_id", PageText(), nullable=True),
        sa.Column("query", PageText(), nullable=True),
        sa.Column("source", PageText(), nullable=False),
        sa.Column("note", PageText(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("last_visited_at", UtcDateTime(), nullable=True),
        sa.Column("visits", Count(), nullable=False),
        sa.Column("last_outcome", PageText(), nullable=True),
        sa.PrimaryKeyConstraint("watch_id", name="pk_watchlist"),
        sa.UniqueConstraint("site_id", "kind", "key", name="uq_watchlist_site_id_kind_key"),
    )
    op.create_table(
        "capture_records",
        sa.Column("capture_id", PageText(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("record_id", PageText(), nullable=False),
        sa.Column("type", PageText(), nullable=False),
        sa.Column("uri", PageText(), nullable=False),
        sa.Column("offset", Count(), nullable=False),
        sa.Column("length", Count(), nullable=False),
        sa.Column("sha256", PageText(), nullable=False),
        sa.Column("payload_sha256", PageText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.capture_id"], name="fk_capture_records_capture_id"
        ),
        sa.PrimaryKeyConstraint("capture_id", "position", name="pk_capture_records"),
    )
    op.create_table(
        "events",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", PageText(), nullable=False),
        sa.Column("night", PageText(), nullable=False),
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("shop_id", PageText(), nullable=True),
        sa.Column("listing_id", PageText(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("capture_id", PageText(), nullable=False),
        sa.Column("previous_capture_id", PageText(), nullable=True),
        sa.Column("before", PageText(), nullable=True),
        sa.Column("after", PageText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.capture_id"], name="fk_events_capture_id"
        ),
        sa.ForeignKeyConstraint(
            ["previous_capture_id"], ["captures.capture_id"], name="fk_events_previous_capture_id"
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_events"),
    )
    op.create_table(
        "flags",
        sa.Column("flag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("identity", PageText(), nullable=False),
        sa.Column("rule", PageText(), nullable=False),
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("listing_id", PageText(), nullable=True),
        sa.Column("shop_id", PageText(), nullable=True),
        sa.Column("product_id", PageText(), nullable=True),
        sa.Column("severity", PageText(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("state", PageText(), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("last_raised_at", UtcDateTime(), nullable=False),
        sa.Column(
            "last_run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("stale_since", UtcDateTime(), nullable=True),
        sa.Column("search_text", PageText(), nullable=False),
        sa.Column("latest_evidence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["last_run_id"], ["runs.run_id"], name="fk_flags_last_run_id"),
        sa.PrimaryKeyConstraint("flag_id", name="pk_flags"),
        sa.UniqueConstraint("identity", name="uq_flags_identity"),
    )
    op.create_table(
        "identifiers",
        sa.Column(
            "identifier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("shop_id", PageText(), nullable=True),
        sa.Column("listing_id", PageText(), nullable=True),
        sa.Column("kind", PageText(), nullable=False),
        sa.Column("value", PageText(), nullable=False),
        sa.Column("text", PageText(), nullable=False),
        sa.Column("field", PageText(), nullable=False),
        sa.Column("detail", PageText(), nullable=True),
        sa.Column("capture_id", PageText(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.capture_id"], name="fk_identifiers_capture_id"
        ),
        sa.PrimaryKeyConstraint("identifier_id", name="pk_identifiers"),
    )
    op.create_table(
        "issues",
        sa.Column("issue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("night", PageText(), nullable=False),
        sa.Column("kind", PageText(), nullable=False),
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("detail", PageText(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("capture_id", PageText(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_issues_run_id"),
        sa.PrimaryKeyConstraint("issue_id", name="pk_issues"),
    )
    op.create_table(
        "listings",
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("listing_id", PageText(), nullable=False),
        sa.Column("shop_id", PageText(), nullable=True),
        sa.Column("url", PageText(), nullable=True),
        sa.Column("title", PageText(), nullable=True),
        sa.Column("target_kind", PageText(), nullable=True),
        sa.Column("target_key", PageText(), nullable=True),
        sa.Column("target_url", PageText(), nullable=True),
        sa.Column("standing", PageText(), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=True),
        sa.Column("last_listed_at", UtcDateTime(), nullable=True),
        sa.Column("last_alive_at", UtcDateTime(), nullable=True),
        sa.Column("last_visited_at", UtcDateTime(), nullable=True),
        sa.Column("missing_since", UtcDateTime(), nullable=True),
        sa.Column("visits", Count(), nullable=False),
        sa.Column("last_outcome", PageText(), nullable=True),
        sa.Column("gone_at", UtcDateTime(), nullable=True),
        sa.Column("gone_visits", Count(), nullable=False),
        sa.Column("p_violating", sa.Double(), nullable=True),
        sa.Column("own_snapshot_id", Count(), nullable=True),
        sa.Column("card_snapshot_id", Count(), nullable=True),
        sa.Column("own_capture_id", PageText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["own_capture_id"], ["captures.capture_id"], name="fk_listings_own_capture_id"
        ),
        sa.PrimaryKeyConstraint("site_id", "listing_id", name="pk_listings"),
    )
    op.create_table(
        "matches",
        sa.Column("match_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("listing_id", PageText(), nullable=False),
        sa.Column("capture_id", PageText(), nullable=False),
        sa.Column("product_id", PageText(), nullable=False),
        sa.Column("product_name", PageText(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("model_version", PageText(), nullable=False),
        sa.Column("comparisons", PageJson(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.capture_id"], name="fk_matches_capture_id"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_matches_run_id"),
        sa.PrimaryKeyConstraint("match_id", name="pk_matches"),
        sa.UniqueConstraint(
            "site_id",
            "listing_id",
            "capture_id",
            "model_version",
            name="uq_matches_site_id_listing_id_capture_id_model_version",
        ),
    )
    op.create_table(
        "registered_products",
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("register", PageText(), nullable=False),
        sa.Column("product_id", PageText(), nullable=False),
        sa.Column("digest", PageText(), nullable=False),
        sa.Column(
            "valid_from", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "confirmed_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("valid_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", PageText(), nullable=False),
        sa.Column("brand", PageText(), nullable=True),
        sa.Column("owner", PageText(), nullable=True),
        sa.Column("registration_number", PageText(), nullable=True),
        sa.Column("category", PageText(), nullable=True),
        sa.Column("reference_price", Money(), nullable=True),
        sa.Column("currency", PageText(), nullable=False),
        sa.Column("image", PageText(), nullable=True),
        sa.Column("image_phash", PageText(), nullable=True),
        sa.Column("description", PageText(), nullable=True),
        sa.Column("aliases", PageJson(), nullable=False),
        sa.Column("authorised_sellers", PageJson(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_in"],
            ["register_versions.version_id"],
            name="fk_registered_products_confirmed_in",
        ),
        sa.ForeignKeyConstraint(
            ["valid_from"],
            ["register_versions.version_id"],
            name="fk_registered_products_valid_from",
        ),
        sa.ForeignKeyConstraint(
            ["valid_to"], ["register_versions.version_id"], name="fk_registered_products_valid_to"
        ),
        sa.PrimaryKeyConstraint("row_id", name="pk_registered_products"),
    )
    op.create_table(
        "registered_sellers",
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("register", PageText(), nullable=False),
        sa.Column("seller_id", PageText(), nullable=False),
        sa.Column("digest", PageText(), nullable=False),
        sa.Column(
            "valid_from", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "confirmed_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("valid_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", PageText(), nullable=False),
        sa.Column("tax_code", PageText(), nullable=True),
        sa.Column("address", PageText(), nullable=True),
        sa.Column("phone", PageText(), nullable=True),
        sa.Column("shop_links", PageJson(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_in"],
            ["register_versions.version_id"],
            name="fk_registered_sellers_confirmed_in",
        ),
        sa.ForeignKeyConstraint(
            ["valid_from"],
            ["register_versions.version_id"],
            name="fk_registered_sellers_valid_from",
        ),
        sa.ForeignKeyConstraint(
            ["valid_to"], ["register_versions.version_id"], name="fk_registered_sellers_valid_to"
        ),
        sa.PrimaryKeyConstraint("row_id", name="pk_registered_sellers"),
    )
    op.create_table(
        "shop_snapshots",
        sa.Column(
            "snapshot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("shop_id", PageText(), nullable=False),
        sa.Column("capture_id", PageText(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("parser_version", PageText(), nullable=False),
        sa.Column("outcome", PageText(), nullable=False),
        sa.Column("is_card", sa.Boolean(), nullable=False),
        sa.Column("username", PageText(), nullable=True),
        sa.Column("name", PageText(), nullable=True),
        sa.Column("url", PageText(), nullable=True),
        sa.Column("description", PageText(), nullable=True),
        sa.Column("location", PageText(), nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=True),
        sa.Column("followers", Count(), nullable=True),
        sa.Column("item_count", Count(), nullable=True),
        sa.Column("rating", Money(), nullable=True),
        sa.Column("response_rate", Count(), nullable=True),
        sa.Column("official", sa.Boolean(), nullable=True),
        sa.Column("status", PageText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.capture_id"], name="fk_shop_snapshots_capture_id"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "shop_id"],
            ["shops.site_id", "shops.shop_id"],
            name="fk_shop_snapshots_site_id_shop_id",
        ),
        sa.PrimaryKeyConstraint("snapshot_id", name="pk_shop_snapshots"),
    )
    op.create_table(
        "site_runs",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("visits", Count(), nullable=False),
        sa.Column("by_outcome", PageJson(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("wall", PageText(), nullable=True),
        sa.Column("stopped", PageText(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_site_runs_run_id"),
        sa.PrimaryKeyConstraint("run_id", "site_id", name="pk_site_runs"),
    )
    op.create_table(
        "decisions",
        sa.Column(
            "decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("flag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("judgement", PageText(), nullable=False),
        sa.Column("actor", PageText(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("note", PageText(), nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.flag_id"], name="fk_decisions_flag_id"),
        sa.PrimaryKeyConstraint("decision_id", name="pk_decisions"),
    )
    op.create_table(
        "flag_evidence",
        sa.Column("flag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("capture_id", PageText(), nullable=False),
        sa.Column("severity", PageText(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("reasons", PageJson(), nullable=False),
        sa.Column("rules_version", PageText(), nullable=False),
        sa.Column("model_version", PageText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.capture_id"], name="fk_flag_evidence_capture_id"
        ),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.flag_id"], name="fk_flag_evidence_flag_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_flag_evidence_run_id"),
        sa.PrimaryKeyConstraint("flag_id", "position", name="pk_flag_evidence"),
    )
    op.create_table(
        "listing_snapshots",
        sa.Column(
            "snapshot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("listing_id", PageText(), nullable=False),
        sa.Column("capture_id", PageText(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("parser_version", PageText(), nullable=False),
        sa.Column("outcome", PageText(), nullable=False),
        sa.Column("is_card", sa.Boolean(), nullable=False),
        sa.Column("shop_id", PageText(), nullable=True),
        sa.Column("shop_name", PageText(), nullable=True),
        sa.Column("url", PageText(), nullable=True),
        sa.Column("title", PageText(), nullable=False),
        sa.Column("price", Money(), nullable=True),
        sa.Column("price_min", Money(), nullable=True),
        sa.Column("price_max", Money(), nullable=True),
        sa.Column("original_price", Money(), nullable=True),
        sa.Column("currency", PageText(), nullable=True),
        sa.Column("brand", PageText(), nullable=True),
        sa.Column("description", PageText(), nullable=True),
        sa.Column("sold", Count(), nullable=True),
        sa.Column("stock", Count(), nullable=True),
        sa.Column("rating", Money(), nullable=True),
        sa.Column("rating_count", Count(), nullable=True),
        sa.Column("location", PageText(), nullable=True),
        sa.Column("status", PageText(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=True),
        sa.Column("images", PageJson(), nullable=False),
        sa.Column("attributes", PageJson(), nullable=False),
        sa.Column("variants", PageJson(), nullable=False),
        sa.Column("category", PageJson(), nullable=False),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.capture_id"], name="fk_listing_snapshots_capture_id"
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "listing_id"],
            ["listings.site_id", "listings.listing_id"],
            name="fk_listing_snapshots_site_id_listing_id",
        ),
        sa.PrimaryKeyConstraint("snapshot_id", name="pk_listing_snapshots"),
    )
