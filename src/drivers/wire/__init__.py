"""Wires and the shape of what speaks over them: protocols, transports by URL, the runner."""
