"""
The tests: C{trial tests}.
"""

import os

# What is tested speaks English, whatever its tester does.
os.environ["LANGUAGE"] = "en"
