"""
The students' page, C{/me}: there each student sees their own connections, and nobody
else's.
"""
