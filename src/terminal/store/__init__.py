"""The encrypted local store: journal, projections, outbox and catalogue on SQLCipher."""
