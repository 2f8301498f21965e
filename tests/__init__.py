"""
The tests. C{make test} runs all of them, in several processes; C{trial} runs those that are
named.
"""

import os

from hypothesis import HealthCheck, settings

# What is tested speaks English, whatever its tester does.
os.environ["LANGUAGE"] = "en"

# A machine may be busy: how long an example takes says nothing.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
