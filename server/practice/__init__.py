"""
Things to practise on: resources on which a web client can show what it does.

C{python -m server.practice} serves them on their own; a site mounts them with
L{putPractice}.
"""

from server.practice.form import mayBeForm
from server.practice.site import putPractice
from server.practice.upload import FormRequest

__all__ = ["FormRequest", "mayBeForm", "putPractice"]
