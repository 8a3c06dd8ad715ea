"""Connection to the pharmacy management system (PhMS). Knows no Qt and no store."""
