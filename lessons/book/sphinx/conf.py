"""
How Sphinx makes the book: C{make docs}.
"""

from lessons.book.sphinx.addresses import PAGES
from lessons.book.sphinx.colours import variables
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
LIGHT, DARK = variables()
html_theme_options = {
    "navigation_with_keys": True,
    "top_of_page_buttons": [],
    "light_css_variables": LIGHT,
    "dark_css_variables": DARK,
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
# What is shown is what is there: no quotes are bent, no dashes made.
smartquotes = False
