"""The command line: `rxlane counter`, `catalogue`, `staff`, `journal`, `simulate`, `doctor`."""
