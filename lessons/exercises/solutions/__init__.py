"""
The reference solutions, one file a step. To learn something, solve the exercise
first; C{python -m lessons solution} then shows them, with the reasons.
"""
