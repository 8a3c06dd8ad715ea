"""The store hub: one service over PostgreSQL that carries what the lanes tell each other."""
