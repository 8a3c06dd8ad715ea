"""What keeps the hub from answering. The texts name no row and no person."""


class DatabaseTrouble(Exception):
    """PostgreSQL cannot be reached, or not now."""


class OldEpoch(Exception):
    """Another machine goes on in this lane's place (a restored backup, a cloned disk), or the lane
    was removed this moment.
    """
