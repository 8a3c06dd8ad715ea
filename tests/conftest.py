"""How property tests run: always the same examples here, ever new ones in `dev.py torture`.

A test that fails only now and then stops people without telling them of their change. No example
has a time limit: the pace of the machine is no property of the program (bench/ measures it).
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ever new", deadline=None, max_examples=2_000, database=None)
settings.load_profile("ever new" if os.environ.get("RXLANE_TORTURE") else "same")
