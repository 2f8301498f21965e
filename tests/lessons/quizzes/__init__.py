"""
Tests of the quizzes: each right answer is proved by a program of the course.
"""
