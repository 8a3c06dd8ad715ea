"""What the lanes of a store tell each other through its hub, and how a lane says it."""
