"""
What all applications' pages share: the layout, the style sheet, how an answer
is sent, and how a problem is told.
"""

from server.pages.answers import Answer, problemAnswer, problemBytes, respond, seeOther
from server.pages.formerrors import markField, readTyped, visible
from server.pages.htmlbytes import (
    layoutOf,
    makeErrorPage,
    makeFrame,
    makePage,
    makeProblemPage,
    sendProblem,
    writeProblem,
)
from server.pages.layout import HOME, Layout, Link, carriedStyleSource
from server.pages.methods import refusal
from server.pages.problems import (
    BadGateway,
    BadRequest,
    Forbidden,
    GatewayTimeout,
    MethodNotAllowed,
    Misdirected,
    NotFound,
    Unavailable,
)
from server.pages.renderlater import renderLater
from server.pages.safety import safetyFields
from server.pages.sections import ProblemPage, Section
from server.pages.texts import tellProblem, textAnswer, textBlock, variesByAccept, wantsPage
from server.problem import Problem

__all__ = [
    "HOME",
    "Answer",
    "BadGateway",
    "BadRequest",
    "Forbidden",
    "GatewayTimeout",
    "Layout",
    "Link",
    "MethodNotAllowed",
    "Misdirected",
    "NotFound",
    "Problem",
    "ProblemPage",
    "Section",
    "Unavailable",
    "carriedStyleSource",
    "layoutOf",
    "makeErrorPage",
    "makeFrame",
    "makePage",
    "makeProblemPage",
    "markField",
    "problemAnswer",
    "problemBytes",
    "readTyped",
    "refusal",
    "renderLater",
    "respond",
    "safetyFields",
    "seeOther",
    "sendProblem",
    "tellProblem",
    "textAnswer",
    "textBlock",
    "variesByAccept",
    "visible",
    "wantsPage",
    "writeProblem",
]
