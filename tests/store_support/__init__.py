"""What the store's tests share: facts to record, a store to record them in, every kind of fact."""
