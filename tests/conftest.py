"""How property tests run: always the same examples here, ever new ones in `dev.py torture`.

A test that fails only now and then stops people without telling them of their change. No example
has a time limit: the pace of the machine is no property of the program (bench/ measures it).
"""

import os

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ever new", deadline=None, max_examples=2_000, database=None)
settings.load_profile("ever new" if os.environ.get("RXLANE_TORTURE") else "same")

# Hypothesis tries constants of the modules that happen to be imported when a test begins, so its
# examples would be others in each order of tests. It has no setting for that.
assert hasattr(providers, "is_local_module_file")
if not os.environ.get("RXLANE_TORTURE"):
    vars(providers)["is_local_module_file"] = lambda _path: False
