"""Random tickets for the reports, and what they come to when it is counted in another way."""
