"""The customer's 2 x 20 display (Epson DM-D and what emulates it)."""
