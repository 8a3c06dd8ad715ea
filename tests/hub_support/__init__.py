"""A PostgreSQL of a test's own, and a store hub on it."""
