"""The ESC/POS receipt printer: documents in, bytes out, and an honest answer to "printed?"."""
