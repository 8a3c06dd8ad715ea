"""The first released schema. Frozen: a released migration is never edited.

Statements are SQL, not `terminal.store.tables`, which moves on; a test holds the two together.
"""

from typing import Final

from alembic import op

revision: Final = "0001"
down_revision: Final = None

TABLES: Final = """
CREATE TABLE meta (
    id INTEGER NOT NULL,
    store_id TEXT NOT NULL,
    device TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    machine TEXT NOT NULL,
    demo INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE journal (
    seq INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    at TEXT NOT NULL,
    lane TEXT NOT NULL,
    actor TEXT NOT NULL,
    entity TEXT NOT NULL,
    name TEXT NOT NULL,
    body_digest BLOB NOT NULL,
    hash BLOB NOT NULL,
    body BLOB,
    PRIMARY KEY (seq)
)
 STRICT;
CREATE INDEX journal_entity ON journal (entity) WHERE entity <> '';
CREATE TABLE attachment (
    digest TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (digest)
)
 STRICT;
CREATE TABLE checkpoint (
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    at TEXT NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (seq)
)
 STRICT;
CREATE TABLE sale (
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    lane TEXT NOT NULL,
    staff TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT,
    total_cents INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (id)
)
 STRICT;
CREATE UNIQUE INDEX sale_number ON sale (lane, number);
CREATE INDEX sale_unfinished ON sale (state) WHERE state IN ('open', 'suspended');
CREATE TABLE pickup (
    id TEXT NOT NULL,
    rx TEXT NOT NULL,
    fill_no INTEGER NOT NULL,
    sale TEXT NOT NULL,
    state TEXT NOT NULL,
    handed_over_at TEXT NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX pickup_fill ON pickup (rx, fill_no);
CREATE TABLE card_attempt (
    ref TEXT NOT NULL,
    sale TEXT NOT NULL,
    tender INTEGER NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (ref)
)
 STRICT;
CREATE INDEX card_attempt_unsettled ON card_attempt (state) WHERE state <> 'resolved';
CREATE TABLE print_job (
    job TEXT NOT NULL,
    sale TEXT NOT NULL,
    copy INTEGER NOT NULL,
    process_id TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    tries INTEGER DEFAULT 0 NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (job)
)
 STRICT;
CREATE INDEX print_job_unfinished ON print_job (state) WHERE state NOT IN ('printed', 'failed');
CREATE TABLE counter (
    name TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (name)
)
 STRICT;
CREATE TABLE staff (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    pin_hash TEXT NOT NULL,
    active INTEGER DEFAULT 1 NOT NULL,
    failures INTEGER DEFAULT 0 NOT NULL,
    last_failure_at TEXT,
    PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE outbox (
    seq INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    destination TEXT NOT NULL,
    stream TEXT NOT NULL,
    name TEXT NOT NULL,
    body BLOB NOT NULL,
    at TEXT NOT NULL,
    lane TEXT NOT NULL,
    actor TEXT NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER DEFAULT 0 NOT NULL,
    due_at TEXT NOT NULL,
    first_sent_at TEXT,
    last_error TEXT DEFAULT '' NOT NULL,
    answer TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (seq)
)
 STRICT;
CREATE UNIQUE INDEX outbox_key ON outbox ("key");
CREATE INDEX outbox_waiting ON outbox (stream, seq) WHERE state <> 'done';
CREATE TABLE item (
    gtin INTEGER NOT NULL,
    name TEXT NOT NULL,
    price_cents INTEGER,
    category TEXT NOT NULL,
    eligibility TEXT NOT NULL,
    source TEXT NOT NULL,
    list_version TEXT NOT NULL,
    restriction TEXT NOT NULL,
    detail TEXT NOT NULL,
    shelf TEXT GENERATED ALWAYS AS (
        CASE WHEN price_cents IS NULL THEN '' ELSE 'qzshelf' END
    ) VIRTUAL,
    PRIMARY KEY (gtin)
)
 STRICT;
CREATE TABLE item_word (
    word TEXT NOT NULL,
    PRIMARY KEY (word)
)
 WITHOUT ROWID,
 STRICT;
CREATE TABLE fill (
    rx TEXT NOT NULL,
    fill_no INTEGER NOT NULL,
    phms_id TEXT NOT NULL,
    version TEXT NOT NULL,
    status TEXT NOT NULL,
    patient TEXT NOT NULL,
    household TEXT NOT NULL,
    family TEXT NOT NULL,
    given TEXT NOT NULL,
    birth_date TEXT,
    phone TEXT NOT NULL,
    bin TEXT NOT NULL,
    ready_since TEXT,
    changed_at TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    snapshot BLOB NOT NULL,
    source BLOB NOT NULL,
    tombstone TEXT,
    tombstone_at TEXT,
    PRIMARY KEY (rx, fill_no)
)
 STRICT;
CREATE INDEX fill_bin ON fill (bin) WHERE bin <> '';
CREATE INDEX fill_birth ON fill (birth_date);
CREATE INDEX fill_given ON fill (given);
CREATE INDEX fill_household ON fill (household) WHERE household <> '';
CREATE INDEX fill_name ON fill (family, given);
CREATE INDEX fill_patient ON fill (patient);
CREATE INDEX fill_phms ON fill (phms_id);
CREATE INDEX fill_phone ON fill (phone) WHERE phone <> '';
CREATE INDEX fill_ready ON fill (rx, fill_no) WHERE status = 'ready';
CREATE TABLE inbox (
    source TEXT NOT NULL,
    message_id TEXT NOT NULL,
    raw BLOB NOT NULL,
    received_at TEXT NOT NULL,
    state TEXT NOT NULL,
    error TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (source, message_id)
)
 STRICT;
CREATE TABLE cursor (
    source TEXT NOT NULL,
    watermark TEXT,
    page_token TEXT,
    last_complete_at TEXT,
    PRIMARY KEY (source)
)
 STRICT;
CREATE TABLE destination (
    name TEXT NOT NULL,
    held_reason TEXT NOT NULL,
    held_at TEXT NOT NULL,
    PRIMARY KEY (name)
)
 STRICT;
CREATE TABLE work_item (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    once TEXT NOT NULL,
    event TEXT,
    opened_at TEXT NOT NULL,
    seen_by TEXT,
    resolved_at TEXT,
    resolved_by TEXT,
    resolution TEXT,
    PRIMARY KEY (id)
)
 STRICT;
CREATE UNIQUE INDEX work_item_once ON work_item (once);
CREATE INDEX work_item_open ON work_item (opened_at) WHERE resolved_at IS NULL;
CREATE TABLE setting (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
)
 STRICT;
"""

SEARCH: Final = """
CREATE VIRTUAL TABLE item_fts USING fts5(
    name, detail, shelf, content='item', content_rowid='gtin', detail='none', prefix='1 2 3',
    tokenize='unicode61 remove_diacritics 2'
);
"""

TRIGGERS: Final = (
    """
    CREATE TRIGGER item_added AFTER INSERT ON item BEGIN
        INSERT INTO item_fts(rowid, name, detail, shelf)
        VALUES (new.gtin, new.name, new.detail, new.shelf);
    END
    """,
    """
    CREATE TRIGGER item_removed AFTER DELETE ON item BEGIN
        INSERT INTO item_fts(item_fts, rowid, name, detail, shelf)
        VALUES ('delete', old.gtin, old.name, old.detail, old.shelf);
    END
    """,
    """
    CREATE TRIGGER item_renamed AFTER UPDATE OF name, detail, price_cents ON item
    WHEN old.name <> new.name OR old.detail <> new.detail OR old.shelf <> new.shelf BEGIN
        INSERT INTO item_fts(item_fts, rowid, name, detail, shelf)
        VALUES ('delete', old.gtin, old.name, old.detail, old.shelf);
        INSERT INTO item_fts(rowid, name, detail, shelf)
        VALUES (new.gtin, new.name, new.detail, new.shelf);
    END
    """,
    """
    CREATE TRIGGER journal_keeps_its_rows BEFORE DELETE ON journal BEGIN
        SELECT RAISE(ABORT, 'the journal only grows');
    END
    """,
    """
    CREATE TRIGGER journal_is_never_edited BEFORE UPDATE ON journal
    WHEN new.body IS NOT NULL OR new.seq <> old.seq OR new.epoch <> old.epoch OR new.at <> old.at
        OR new.lane <> old.lane OR new.actor <> old.actor OR new.entity <> old.entity
        OR new.name <> old.name OR new.body_digest <> old.body_digest OR new.hash <> old.hash
    BEGIN
        SELECT RAISE(ABORT, 'the journal only grows');
    END
    """,
)


def upgrade() -> None:
    for statement in (TABLES + SEARCH).split(";"):
        if statement.strip():
            op.execute(statement)
    for trigger in TRIGGERS:
        op.execute(trigger)
