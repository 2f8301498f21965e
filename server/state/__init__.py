"""
What all processes and machines of one greenhouse have in common: a secret for signatures,
and what is remembered about browsers. C{lessons/state.rst} lists all of it.

(The pages are in L{server.state.pages}.)
"""

from server.state.counters import (
    COUNTER_TABLE,
    ETAG,
    SHARED,
    Counter,
    OwnCounter,
    StoredCounter,
)
from server.state.secret import (
    OwnSecret,
    Secret,
    checkSecret,
    openSecret,
    secretTables,
)
from server.state.sessions import SESSION_TABLE, SessionStore
from server.state.signer import Signer

__all__ = [
    "COUNTER_TABLE",
    "ETAG",
    "SESSION_TABLE",
    "SHARED",
    "Counter",
    "OwnCounter",
    "OwnSecret",
    "Secret",
    "SessionStore",
    "Signer",
    "StoredCounter",
    "checkSecret",
    "openSecret",
    "secretTables",
]
