"""The tables of the store. What a released schema looks like stands in `migrations/`, frozen.

Rules that hold here:

1. `journal` is the truth and only grows. A body whose retention has ended can go while the chain
   still verifies, because the chain covers its digest (DESIGN.md section 4). It lies in the row
   itself: a table of its own costs each commit one more page, about a tenth of its time.
2. Everything below "projections" can be rebuilt from the journal; everything below "caches"
   belongs to the PhMS or the back office.
3. Money is whole cents; an instant is text, UTC where it is compared (`store/times.py`).
4. Few indexes: each is one more page to encrypt and write in every commit of the counter.
"""

from typing import Final

from sqlalchemy import (
    Column,
    Computed,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

SCHEMA: Final = "0014"
"""The alembic revision that this program reads and writes; a test holds it to the scripts."""

SHELF_WORD: Final = "qzshelf"
"""A word of the search index that nobody types: it marks what has a price and can be sold."""
SHELF_RULE: Final = f"CASE WHEN price_cents IS NULL THEN '' ELSE '{SHELF_WORD}' END"

metadata: Final = MetaData()


def _table(name: str, *parts: Column[object] | PrimaryKeyConstraint | Index) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True)


def _text(name: str, *, default: str | None = None) -> Column[object]:
    return Column(name, Text, nullable=False, server_default=default)


def _maybe_text(name: str) -> Column[object]:
    return Column(name, Text)


def _int(name: str, *, default: int | None = None) -> Column[object]:
    given = None if default is None else text(str(default))
    return Column(name, Integer, nullable=False, server_default=given)


def _maybe_int(name: str) -> Column[object]:
    return Column(name, Integer)


def _blob(name: str) -> Column[object]:
    return Column(name, LargeBinary, nullable=False)


def _key(name: str) -> Column[object]:
    return Column(name, Integer, primary_key=True)


def _text_key(name: str) -> Column[object]:
    return Column(name, Text, primary_key=True, nullable=False)


meta = _table(
    "meta",
    _key("id"),  # always 1
    _text("store_id"),
    _text("device"),
    _int("epoch"),
    _text("machine"),
    _int("demo"),
    _text("created_at"),
)

# --- the truth

journal = _table(
    "journal",
    _key("seq"),
    _int("epoch"),
    _text("at"),
    _text("lane"),
    _text("actor"),
    _text("entity"),  # the sale, or nothing
    _text("name"),
    _blob("body_digest"),
    _blob("hash"),
    Column("body", LargeBinary),  # NULL when its retention has ended
)
journal_entity = Index(
    "journal_entity",
    journal.c.entity,
    sqlite_where=text("entity <> ''"),
)
EVERYDAY: Final = (
    "name NOT IN ('SaleOpened', 'ItemAdded', 'QuantityChanged', 'LineVoided', 'BagScanned',"
    " 'CashTaken', 'ChargeSent', 'SaleCompleted', 'ReceiptRequested', 'ReceiptMoved',"
    " 'DrawerRequested', 'DrawerSeen')"
)
"""What no register lists stays out of its index: these rows are most of every ticket."""
journal_kind = Index("journal_kind", journal.c.name, journal.c.seq, sqlite_where=text(EVERYDAY))

attachment = _table(
    "attachment",
    _text_key("digest"),
    _text("media_type"),
    _blob("content"),
)

checkpoint = _table(
    "checkpoint",
    _key("seq"),  # the journal row that it signs
    _blob("hash"),
    _text("at"),
    _blob("signature"),
)

# --- projections

sale = _table(
    "sale",
    _text_key("id"),
    _int("number"),
    _text("lane"),
    _text("staff"),
    _text("state"),
    _text("opened_at"),
    _maybe_text("closed_at"),
    _int("total_cents", default=0),
)
sale_unfinished = Index(
    "sale_unfinished", sale.c.state, sqlite_where=text("state IN ('open', 'suspended')")
)
sale_number = Index("sale_number", sale.c.lane, sale.c.number, unique=True)

pickup = _table(
    "pickup",
    _text_key("id"),
    _text("rx"),
    _int("fill_no"),
    _text("sale"),
    _text("state"),
    _text("handed_over_at"),
    _text("reason", default=""),
    _int("copay_cents", default=0),
    _int("owed_cents", default=0),  # of the copay
    _int("waived_cents", default=0),
)
pickup_fill = Index("pickup_fill", pickup.c.rx, pickup.c.fill_no)

fill_call = _table(  # the last call about a bag that waits
    "fill_call",
    _text("rx"),
    _int("fill_no"),
    _text("at"),
    _text("result"),
    PrimaryKeyConstraint("rx", "fill_no"),
)

card_attempt = _table(
    "card_attempt",
    _text_key("ref"),
    _text("sale"),
    _int("tender"),
    _text("kind"),
    _text("state"),
    _int("amount_cents"),
    _text("at"),
)
card_attempt_unsettled = Index(
    "card_attempt_unsettled", card_attempt.c.state, sqlite_where=text("state <> 'resolved'")
)

print_job = _table(
    "print_job",
    _text_key("job"),
    _text("sale"),
    _int("copy"),
    _text("process_id"),
    _text("state"),
    _text("reason", default=""),
    _int("tries", default=0),
    _text("at"),
)
print_job_unfinished = Index(
    "print_job_unfinished",
    print_job.c.state,
    sqlite_where=text("state NOT IN ('printed', 'failed')"),
)

pse_purchase = _table(
    "pse_purchase",
    _text("sale"),
    _int("line"),
    _text("day"),  # the store's local date
    _text("document"),  # keyed digests (buyer_marks.py): nobody is named here
    _text("person"),
    _text("chemical"),
    _int("base_e5"),
    _int("packages"),
    _int("pieces"),
    PrimaryKeyConstraint("sale", "line"),
)
pse_purchase_document = Index("pse_purchase_document", pse_purchase.c.document, pse_purchase.c.day)
pse_purchase_person = Index("pse_purchase_person", pse_purchase.c.person, pse_purchase.c.day)

pse_transaction = _table(
    "pse_transaction",
    _text_key("ref"),
    _text("sale"),
    _text("lane"),
    _text("state"),
    _text("at"),
    _blob("body"),  # the inquiry, as it was asked
    _int("offline", default=0),
    _int("overridden", default=0),
    _int("tries", default=0),
    _text("due_at"),
    _text("last_error", default=""),
)
pse_transaction_told = Index(
    "pse_transaction_told",
    pse_transaction.c.at,
    pse_transaction.c.ref,
    sqlite_where=text("state IN ('purchase', 'return')"),
)

report_sum = Table(  # see domain/report.py; made when a report is asked for (store/reports.py)
    "report_sum",
    metadata,
    _text("day"),  # of the counter's own wall clock, as the hour is
    _int("hour"),
    _text("figure"),
    _text("key"),
    _text("part"),
    _int("count"),
    _int("cents"),
    PrimaryKeyConstraint("day", "hour", "figure", "key", "part"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

till = _table(
    "till",
    _text_key("id"),
    _int("number"),  # of its Z
    _text("lane"),
    _text("staff"),  # who answers for it now
    _text("day"),  # the store's local date
    _text("opened_at"),
    _text("shared_with", default=""),  # who left it without a count, joined by spaces
    _maybe_text("closed_at"),
    Column("closed", LargeBinary),  # the fact
)
till_number = Index("till_number", till.c.lane, till.c.number, unique=True)
till_open = Index("till_open", till.c.lane, unique=True, sqlite_where=text("closed_at IS NULL"))

till_account = _table(
    "till_account",
    _text("till"),
    _text("account"),  # see domain.till_ledger.Account
    _int("balance_cents"),
    _int("times"),
    PrimaryKeyConstraint("till", "account"),
)

till_count = _table(
    "till_count",
    _key("id"),
    _text("till"),
    _text("kind"),  # see domain.till.CountKind
    _text("staff"),  # whose cash it was
    _text("at"),
    _int("amount_cents"),
    _int("expected_cents"),
)
till_count_till = Index("till_count_till", till_count.c.till)

counter = _table(
    "counter",
    _text_key("name"),  # see projections.Counter
    _int("value"),
)

notice = _table(
    "notice",
    _text("patient"),
    _text("notice"),  # the version of the notice of privacy practices
    _text("outcome"),  # see notices.Outcome
    _text("at"),
    PrimaryKeyConstraint("patient", "notice"),
)

staff = _table(
    "staff",
    _text_key("id"),
    _text("name"),
    _text("role"),
    _text("pin_hash"),
    _int("active", default=1),
    _int("failures", default=0),
    _maybe_text("last_failure_at"),
    _maybe_text("birth_date"),  # for goods whose seller has to be of an age
    _maybe_text("pse_trained_until"),  # the last day
)

book_entry = _table(
    "book_entry",  # what of the record book counts towards a buyer's limit (section 11)
    _text("sale"),
    _int("line"),
    _text("at"),
    _text("item_class"),
    _text("measure"),
    _int("amount"),
    _text("person"),  # keyed digests (buyer_marks.py): who it was stands in the fact alone
    _text("document"),
    PrimaryKeyConstraint("sale", "line"),
)
book_entry_person = Index("book_entry_person", book_entry.c.person, book_entry.c.at)
book_entry_document = Index(
    "book_entry_document",
    book_entry.c.document,
    book_entry.c.at,
    sqlite_where=text("document <> ''"),
)

account = _table(
    "account",
    _text_key("id"),
    _text("name"),
    _text("master"),  # nothing: it pays for itself
    _int("limit_cents"),
    _int("held"),
    _text("buyers"),  # one a line
)
account_master = Index("account_master", account.c.master, sqlite_where=text("master <> ''"))

account_entry = _table(
    "account_entry",
    _text("sale"),
    _int("part"),  # the tender of a charge; of a payment its line, below zero
    _text("account"),
    _text("at"),
    _text("lane"),
    _int("cents"),  # a charge above zero, a payment below
    _int("counted"),  # a payment counts when its ticket is closed
    PrimaryKeyConstraint("sale", "part"),
)
account_entry_account = Index("account_entry_account", account_entry.c.account, account_entry.c.at)

gift_entry = _table(
    "gift_entry",
    _text("sale"),
    _int("part"),  # the tender of a payment; of a load its line, below zero
    _text("card"),  # the digest of its number
    _text("at"),
    _text("lane"),
    _int("cents"),  # put on it above zero, paid with it below
    _int("counted"),  # a load counts when its ticket is closed
    PrimaryKeyConstraint("sale", "part"),
)
gift_entry_card = Index("gift_entry_card", gift_entry.c.card)

coupon_used = _table(
    "coupon_used",
    _text("code"),  # with its serial number
    _text("sale"),
    _int("line"),
    PrimaryKeyConstraint("code", "sale", "line"),
)
coupon_used_sale = Index("coupon_used_sale", coupon_used.c.sale, coupon_used.c.line)

outbox = _table(
    "outbox",
    _key("seq"),
    _text("key"),
    _text("destination"),
    _text("stream"),
    _text("name"),
    _blob("body"),
    _text("at"),
    _text("lane"),
    _text("actor"),
    _text("state"),
    _int("tries", default=0),
    _text("due_at"),
    _maybe_text("first_sent_at"),
    _text("last_error", default=""),
    _text("answer", default=""),
)
outbox_key = Index("outbox_key", outbox.c.key, unique=True)
outbox_waiting = Index(
    "outbox_waiting",
    outbox.c.stream,
    outbox.c.seq,
    sqlite_where=text("state <> 'done'"),
)

# --- caches and the work of sync

item = _table(
    "item",
    _key("gtin"),  # the GTIN-14 as a number: the row's own key, and the search index's
    _text("name"),
    _maybe_int("price_cents"),
    _text("category"),
    _text("eligibility"),
    _text("source"),
    _text("list_version"),
    _text("restriction"),
    _text("detail"),  # generic name and maker: searched, not shown on the ticket
    Column("shelf", Text, Computed(SHELF_RULE, persisted=False)),
    _text("classes", default=""),  # of restricted goods, joined by semicolons
    _text("pack", default=""),  # "120 cc", where amounts are counted
    _text("pse", default=""),  # see catalog.content_text
    _int("snap", default=0),  # 1: food that EBT SNAP pays
    _text("department", default=""),
    _text("prices", default=""),  # with days, see price_columns.prices_text
    _text("open_price", default=""),  # "100-5000": cents at least and at most
)

barcode = _table(  # further codes of items, and of cases of them
    "barcode",
    _key("gtin"),
    _int("item"),
    _int("pieces"),
    _maybe_int("price_cents"),
)
barcode_item = Index("barcode_item", barcode.c.item)

item_word = Table(  # every word of the index once: a typed beginning is expanded from here
    "item_word",
    metadata,
    _text_key("word"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

fill = _table(
    "fill",
    _text("rx"),
    _int("fill_no"),
    _text("phms_id"),
    _text("version"),
    _text("status"),
    _text("patient"),
    _text("household"),
    _text("family"),  # folded, see fills.fold
    _text("given"),  # folded
    _maybe_text("birth_date"),
    _text("phone"),  # digits
    _text("bin"),
    _maybe_text("ready_since"),
    _text("changed_at"),  # the PhMS's stamp, never our clock
    _text("fetched_at"),
    _blob("snapshot"),
    _blob("source"),  # what sync compares versions with; opaque to the store
    _maybe_text("tombstone"),
    _maybe_text("tombstone_at"),
    PrimaryKeyConstraint("rx", "fill_no"),
)
fill_phms = Index("fill_phms", fill.c.phms_id)
fill_name = Index("fill_name", fill.c.family, fill.c.given)
fill_given = Index("fill_given", fill.c.given)
fill_phone = Index("fill_phone", fill.c.phone, sqlite_where=text("phone <> ''"))
fill_birth = Index("fill_birth", fill.c.birth_date)
fill_patient = Index("fill_patient", fill.c.patient)
fill_household = Index("fill_household", fill.c.household, sqlite_where=text("household <> ''"))
fill_bin = Index("fill_bin", fill.c.bin, sqlite_where=text("bin <> ''"))
fill_sold = Index("fill_sold", fill.c.changed_at, sqlite_where=text("status = 'sold'"))
fill_ready = Index("fill_ready", fill.c.rx, fill.c.fill_no, sqlite_where=text("status = 'ready'"))

inbox = _table(
    "inbox",
    _text("source"),
    _text("message_id"),
    _blob("raw"),
    _text("received_at"),
    _text("state"),
    _text("error", default=""),
    PrimaryKeyConstraint("source", "message_id"),
)

cursor = _table(
    "cursor",
    _text_key("source"),
    _maybe_text("watermark"),
    _maybe_text("page_token"),
    _maybe_text("last_complete_at"),
)

destination = _table(
    "destination",
    _text_key("name"),
    _text("held_reason"),
    _text("held_at"),
)

work_item = _table(
    "work_item",
    _key("id"),
    _text("kind"),
    _text("subject"),  # names the fill, never the patient
    _text("detail"),
    _text("once"),  # the same trouble opens one item, however often it is met
    _maybe_text("event"),
    _text("opened_at"),
    _maybe_text("seen_by"),
    _maybe_text("resolved_at"),
    _maybe_text("resolved_by"),
    _maybe_text("resolution"),
)
work_item_once = Index("work_item_once", work_item.c.once, unique=True)
work_item_open = Index(
    "work_item_open", work_item.c.opened_at, sqlite_where=text("resolved_at IS NULL")
)

setting = _table(
    "setting",
    _text_key("name"),
    _text("value"),
)
