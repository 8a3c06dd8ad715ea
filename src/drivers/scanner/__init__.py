"""Barcode scanners, on every cable they come with: bytes, reports or keystrokes in, scans out."""
