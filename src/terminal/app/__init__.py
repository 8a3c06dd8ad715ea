"""The terminal as one pure step: (state, input) -> (state, facts, effects)."""
