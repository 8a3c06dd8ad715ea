"""State in, frozen view models out: what each page shows, and the intent behind each key."""
