"""
Clients: the other end of the wire, in seven small programs.

Run one by C{python -m lessons.clients.NAME}.
"""
