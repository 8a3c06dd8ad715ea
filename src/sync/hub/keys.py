"""The hub's part in the key under which buyers are marked: it carries boxes and never has the key.

Called inside a transaction of the desk, which holds its rules.
"""

from sync.hub.database import Connection
from sync.lanes.keys import MAX_AT_ONCE, Keying, KeySituation, Unmarked, Wanting


def heard(connection: Connection, lane: str, public: str) -> None:
    """A lane showed its public key; a box that was sealed to another one opens nothing."""
    connection.execute(
        "UPDATE lane SET key_public = %s, key_box = '' WHERE name = %s AND key_public <> %s",
        (public, lane, public),
    )


def situation(connection: Connection, lane: str, held: str) -> KeySituation:
    """`held`: the check of the key that the lane has."""
    row = connection.execute(
        "SELECT key_check, (SELECT key_box FROM lane WHERE name = %s) FROM store WHERE id = 1",
        (lane,),
    ).fetchone()
    assert row is not None, "the tables were checked"
    check, box = str(row[0]), str(row[1] or "")
    if not check or held != check:
        return KeySituation(check, box)
    wants = connection.execute(
        "SELECT name, key_public FROM lane WHERE key_public <> '' AND key_box = ''"
        " ORDER BY name LIMIT %s",
        (MAX_AT_ONCE,),
    )
    plain = connection.execute(
        "SELECT DISTINCT document, person FROM purchase WHERE key = '' LIMIT %s", (MAX_AT_ONCE,)
    )
    return KeySituation(
        check,
        box,
        tuple(Wanting(*each) for each in wants),
        tuple(Unmarked(*each) for each in plain),
    )


def take(connection: Connection, what: Keying) -> None:
    """The first check names the store's key; whoever holds another one changes nothing."""
    named = connection.execute(
        "UPDATE store SET key_check = %s WHERE id = 1 AND key_check = ''", (what.check,)
    )
    row = connection.execute("SELECT key_check FROM store WHERE id = 1").fetchone()
    assert row is not None, "the tables were checked"
    if named.rowcount or row[0] != what.check:
        return
    for box in what.boxes:
        connection.execute(
            "UPDATE lane SET key_box = %s WHERE name = %s AND key_public = %s AND key_box = ''",
            (box.sealed, box.lane, box.public),
        )
    for each in what.marked:
        connection.execute(
            "UPDATE purchase SET document = %s, person = %s, key = %s"
            " WHERE key = '' AND document = %s AND person = %s",
            (each.document, each.person, what.check, each.plain.document, each.plain.person),
        )


def taken(connection: Connection, check: str) -> bool:
    """Whether purchases under this key can be met by the store's other lanes."""
    row = connection.execute("SELECT key_check FROM store WHERE id = 1").fetchone()
    assert row is not None, "the tables were checked"
    return check in ("", row[0])


def forget(connection: Connection) -> None:
    """No lane holds the key any more: the next one to report names a new one."""
    connection.execute("UPDATE lane SET key_box = ''")
    connection.execute("UPDATE store SET key_check = '' WHERE id = 1")
