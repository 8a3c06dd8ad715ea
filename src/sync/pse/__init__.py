"""The state's exchange for pseudoephedrine and its like."""
