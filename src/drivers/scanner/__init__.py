"""Barcode scanners on a serial line (USB-CDC or RS-232): bytes in, scans out."""
