"""
The students' page, C{/me}: each sees his own connections there, and nobody else's.
"""
