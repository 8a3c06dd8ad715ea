"""Adapter: facts become sync envelopes, the PhMS's changes become fills."""
