"""
Response fields that make a browser careful with a page.
"""

from __future__ import annotations

POLICY = (
    "default-src 'self'; style-src {styles}; img-src 'self' data:; script-src {scripts}; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def safetyFields(scripts: str, styles: str) -> dict[bytes, bytes]:
    """
    Write the fields for all answers of a site: nothing comes from elsewhere, nothing is
    guessed, and no page is shown in another site's frame.

    @param scripts: where scripts may come from, as Content-Security-Policy has it.
    @param styles: where styles may come from.
    """
    return {
        b"Content-Security-Policy": POLICY.format(scripts=scripts, styles=styles).encode(),
        b"X-Content-Type-Options": b"nosniff",
        b"X-Frame-Options": b"DENY",
        b"Referrer-Policy": b"same-origin",
    }
