"""Device drivers: bytes and time in, events and bytes out. Knows no pharmacy, no Qt, no SQL."""
