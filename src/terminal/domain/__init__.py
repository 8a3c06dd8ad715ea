"""The pharmacy counter's rules, pure: standard library only, facts in, state out."""
