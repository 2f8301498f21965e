"""
What all applications' pages share: the layout, the style sheet, how an answer
is sent, and how a problem is told.
"""

from server.pages.answers import Answer, respond, seeOther
from server.pages.layout import Layout, Link, addStyleSheet
from server.pages.problems import (
    BadGateway,
    BadRequest,
    Forbidden,
    GatewayTimeout,
    MethodNotAllowed,
    NotFound,
    Problem,
    Unavailable,
)

__all__ = [
    "Answer",
    "BadGateway",
    "BadRequest",
    "Forbidden",
    "GatewayTimeout",
    "Layout",
    "Link",
    "MethodNotAllowed",
    "NotFound",
    "Problem",
    "Unavailable",
    "addStyleSheet",
    "respond",
    "seeOther",
]
