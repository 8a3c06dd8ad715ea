"""The counter: one ticket for prescriptions and over-the-counter goods."""
