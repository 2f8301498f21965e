"""
How Hypothesis makes its examples, for all tests.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings


def allowTime() -> None:
    """
    Let each example take its time: on a busy machine that says nothing.
    """
    settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("busy")
