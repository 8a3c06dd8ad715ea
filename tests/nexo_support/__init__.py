"""A nexo driver and a simulated terminal on one bench."""
