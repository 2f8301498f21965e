"""
The reference solutions, one file for each step. To learn something, solve the exercise first;
C{python -m lessons solution} then shows them, with the reasons.
"""
