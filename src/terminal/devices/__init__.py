"""Adapters: the drivers' events become inputs, effects become the drivers' commands."""
