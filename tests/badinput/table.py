"""
All kinds of input, in the order in which they are tried.
"""

from __future__ import annotations

from tests.badinput.calls import CallsTrial, RepliesTrial
from tests.badinput.clients import ClientsTrial
from tests.badinput.corpora import CorpusTrial
from tests.badinput.exercises import ExercisesTrial
from tests.badinput.forms import FormsTrial
from tests.badinput.fronts import FrontsTrial
from tests.badinput.http1 import Http1Trial
from tests.badinput.http2 import Http2Trial
from tests.badinput.imports import ImportsTrial
from tests.badinput.inspected import InspectorTrial
from tests.badinput.proxied import ProxyTrial
from tests.badinput.rows import RowsTrial, StateTrial
from tests.badinput.screens import ScreensTrial
from tests.badinput.steps import StepsTrial
from tests.badinput.trial import Trial

KINDS: list[type[Trial]] = [
    Http1Trial,
    StepsTrial,
    Http2Trial,
    ProxyTrial,
    FrontsTrial,
    FormsTrial,
    CallsTrial,
    RepliesTrial,
    CorpusTrial,
    RowsTrial,
    StateTrial,
    InspectorTrial,
    ImportsTrial,
    ScreensTrial,
    ClientsTrial,
    ExercisesTrial,
]
TRIALS: dict[str, type[Trial]] = {kind.name: kind for kind in KINDS}
