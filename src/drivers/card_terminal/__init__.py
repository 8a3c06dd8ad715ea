"""The card terminal: one driver-neutral port (`messages`) and the PAX protocol behind it."""
