"""The figures to reach (DESIGN.md section 10), each measured beside a yardstick of the same run."""
