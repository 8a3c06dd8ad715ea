"""Connectors: one module per PhMS interface, all behind `sync.protocol.PhmsConnector`."""
