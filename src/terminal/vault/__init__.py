"""Keys and secrets: the database key, PINs, the signing key."""
