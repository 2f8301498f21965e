"""
How Sphinx makes the book: C{make docs}.
"""

from lessons.book.sphinx.addresses import PAGES
from lessons.book.sphinx.languages import CATALOGS

project = "HTTP from the wire up"
language = "en"
locale_dirs = [CATALOGS]
# Each page has a catalog of its own. Lines change too often to be noted there.
gettext_compact = False
gettext_location = False
extensions = ["lessons.book.sphinx"]
include_patterns = PAGES
nitpicky = True

html_theme = "furo"
html_title = project
html_static_path = ["static"]
html_css_files = ["book.css"]
html_js_files = [("book.js", {"type": "module"})]
# An address is that of the page's text: /course/step3.
html_link_suffix = ""
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
# The colours are those of server/pages/style.css.
html_theme_options = {
    "navigation_with_keys": True,
    "top_of_page_buttons": [],
    "light_css_variables": {
        "color-background-primary": "#fdfcf8",
        "color-background-secondary": "#f1f3ec",
        "color-background-border": "#cdd6cf",
        "color-foreground-primary": "#1d2a22",
        "color-foreground-secondary": "#46554c",
        "color-foreground-muted": "#46554c",
        "color-brand-primary": "#1c6b3f",
        "color-brand-content": "#165832",
        "color-brand-visited": "#165832",
        "color-code-background": "#f1f3ec",
        "color-code-foreground": "#1d2a22",
    },
    "dark_css_variables": {
        "color-background-primary": "#131a16",
        "color-background-secondary": "#1d2721",
        "color-background-border": "#36443b",
        "color-foreground-primary": "#e6ece7",
        "color-foreground-secondary": "#b6c5bc",
        "color-foreground-muted": "#b6c5bc",
        "color-brand-primary": "#7fd3a0",
        "color-brand-content": "#8fdca9",
        "color-brand-visited": "#8fdca9",
        "color-code-background": "#1d2721",
        "color-code-foreground": "#e6ece7",
    },
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
# What is shown is what is there: no quotes are bent, no dashes made.
smartquotes = False
