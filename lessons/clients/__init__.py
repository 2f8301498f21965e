"""
The other end of the wire: small web clients, C{python -m lessons.clients.NAME}.
"""
