"""The cash drawer that hangs on a receipt printer's kick-out connector."""
