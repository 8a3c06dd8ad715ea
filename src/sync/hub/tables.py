"""The tables of the hub, made once by `hub init`.

Rules that hold here (phms-and-sync.md sections 7 and 9):

1. `event` only grows. Its `seq` is the store's own counter, taken under the lock of the store's
   row at commit: whoever reads "after n" never misses a row that was committed late, as with an
   identity column. An event's `id` is the lane's, so a repeated one is a duplicate for ever.
2. A lane's purchases are contiguous: `lane.mark_epoch` and `mark_seq` say up to where its journal
   is told, and move only together with the events.
3. What waits for a pharmacist is no event: it is replaced by the lane's next report and removed
   when the lane falls silent. An answer keeps its row, for its id; its content goes when it is
   settled.
4. A buyer is known by digests under a key that the hub does not have. `store.key_check` tells that
   key from another, `lane.key_box` is the key sealed to `lane.key_public`; `purchase.key` is the
   check of the key that marked it, or nothing while it is plain.
5. Tickets that were put aside, and those on their way to another lane, are sealed under that key
   (`moves.py`). What is carried goes as soon as the lane that asked has it.
"""

from typing import Final

SCHEMA: Final = 3

_TABLES: Final = """
CREATE TABLE store (
    id smallint PRIMARY KEY CHECK (id = 1),
    schema integer NOT NULL,
    seq bigint NOT NULL,
    made_at timestamptz NOT NULL,
    key_check text NOT NULL DEFAULT ''
);
CREATE TABLE lane (
    name text PRIMARY KEY,
    token_digest bytea UNIQUE,
    device text,
    epoch bigint NOT NULL DEFAULT 0,
    mark_epoch bigint NOT NULL DEFAULT 0,
    mark_seq bigint NOT NULL DEFAULT 0,
    pending boolean NOT NULL DEFAULT true,
    closed boolean NOT NULL DEFAULT false,
    joined_at timestamptz,
    seen_at timestamptz,
    key_public text NOT NULL DEFAULT '',
    key_box text NOT NULL DEFAULT ''
);
CREATE TABLE join_code (
    secret_digest bytea PRIMARY KEY,
    lane text NOT NULL REFERENCES lane ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
CREATE TABLE event (
    seq bigint PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    lane text NOT NULL,
    device text NOT NULL,
    epoch bigint NOT NULL,
    lane_seq bigint NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL
);
CREATE TABLE purchase (
    event bigint PRIMARY KEY REFERENCES event ON DELETE CASCADE,
    lane text NOT NULL,
    device text NOT NULL,
    ticket text NOT NULL,
    line integer NOT NULL,
    document text NOT NULL,
    person text NOT NULL,
    day date NOT NULL,
    chemical text NOT NULL,
    base bigint NOT NULL,
    packages integer NOT NULL,
    pieces bigint NOT NULL,
    key text NOT NULL DEFAULT ''
);
CREATE INDEX purchase_document ON purchase (document, day);
CREATE INDEX purchase_person ON purchase (person, day);
CREATE INDEX purchase_day ON purchase (day);
CREATE INDEX purchase_ticket ON purchase (ticket);
CREATE INDEX purchase_plain ON purchase (document, person) WHERE key = '';
CREATE TABLE waiting (
    lane text PRIMARY KEY REFERENCES lane ON DELETE CASCADE,
    tickets bytea NOT NULL
);
CREATE TABLE answer (
    id uuid PRIMARY KEY,
    lane text NOT NULL,
    by_lane text NOT NULL,
    body bytea,
    outcome text,
    heard boolean NOT NULL DEFAULT false,
    given_at timestamptz NOT NULL
);
CREATE INDEX answer_to_take ON answer (lane) WHERE outcome IS NULL;
CREATE INDEX answer_to_tell ON answer (by_lane) WHERE outcome IS NOT NULL AND NOT heard;
CREATE TABLE answered_fill (
    answer uuid NOT NULL REFERENCES answer ON DELETE CASCADE,
    lane text NOT NULL,
    ticket text NOT NULL,
    rx text NOT NULL,
    fill integer NOT NULL,
    PRIMARY KEY (answer, rx, fill)
);
CREATE INDEX answered_fill_of ON answered_fill (lane, ticket);
"""

MOVES: Final = """
CREATE TABLE aside (
    lane text PRIMARY KEY REFERENCES lane ON DELETE CASCADE,
    tickets bytea NOT NULL
);
CREATE TABLE move (
    id uuid PRIMARY KEY,
    lane text NOT NULL,
    by_lane text NOT NULL,
    ticket text NOT NULL,
    staff text NOT NULL,
    body bytea,
    outcome text,
    heard boolean NOT NULL DEFAULT false,
    asked_at timestamptz NOT NULL
);
CREATE INDEX move_of ON move (lane) WHERE NOT heard;
CREATE INDEX move_by ON move (by_lane) WHERE NOT heard;
"""
TABLES: Final = _TABLES + MOVES

FROM_1: Final = """
ALTER TABLE store ADD COLUMN key_check text NOT NULL DEFAULT '';
ALTER TABLE lane ADD COLUMN key_public text NOT NULL DEFAULT '';
ALTER TABLE lane ADD COLUMN key_box text NOT NULL DEFAULT '';
ALTER TABLE purchase ADD COLUMN key text NOT NULL DEFAULT '';
CREATE INDEX purchase_plain ON purchase (document, person) WHERE key = '';
UPDATE store SET schema = 2 WHERE id = 1;
"""
"""What was told so far is plain until a lane marks it."""
FROM_2: Final = f"{MOVES}UPDATE store SET schema = 3 WHERE id = 1;\n"  # noqa: S608  a constant
UPGRADES: Final = {1: FROM_1, 2: FROM_2}
"""To the schema after it."""
