"""
Tests of the quizzes.
"""
