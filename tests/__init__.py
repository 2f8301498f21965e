"""
The tests. C{make test} runs all of them, in several processes; C{trial} runs those that are
named.
"""

import os
import sys

# What is tested speaks English, whatever its tester does.
os.environ["LANGUAGE"] = "en"

# Hundreds of programs of this package are started by tests, and make no examples: importing
# Hypothesis takes longer than all else that most of them do.
if "twisted.trial.runner" in sys.modules:
    from tests.support.examples import allowTime

    allowTime()
