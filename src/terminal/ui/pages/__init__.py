"""The pages: each renders one view model."""
