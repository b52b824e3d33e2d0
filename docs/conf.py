"""How Sphinx makes the pages; `docs/run` stages the sources and calls it."""

import os
import re

import docutils.nodes
import latex2mathml.converter

import irisan

project = "irisan"
release = version = irisan.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.intersphinx"]
html_theme = "furo"
html_show_copyright = False
html_title = f"irisan {version}"
html_extra_path = ["doxygen"]
html_static_path = ["_static"]
html_css_files = ["calm.css"]
exclude_patterns = ["examples/*/**", "README.md"]
# Garut's files may not be copied: without them its page shows what would be run.
nb_execution_excludepatterns = [] if os.environ.get("IRISAN_GARUT") else ["examples/garut.md"]
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = False
intersphinx_mapping: dict[str, tuple[str, None]] = {}
pygments_dark_style = "monokai"

html_math_renderer = "mathml"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # no page asks another host for anything

_span = re.compile(r"`([^`]+)`")
_bullet = re.compile(r"^(\s*)\* ")
# What autodoc makes of NumPy's ArrayLike.
_array_like = re.compile(r"[~\w.]*_Buffer \| .*?_NestedSequence\[complex[^\]]*\]")


def _markdown_to_rst(app, what, name, obj, options, lines):  # type: ignore[no-untyped-def]
    """Docstrings are plain Markdown: one backtick is code, and | and * mean themselves."""
    text = "\n".join(_bullet.sub(r"\1- ", line) for line in lines)
    parts = _span.split(text)
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r"([|*\\]|(?<=\w)_(?=\W))", r"\\\1", parts[i])
    for i in range(1, len(parts), 2):
        parts[i] = f"``{' '.join(parts[i].split())}``"
    lines[:] = "".join(parts).split("\n")


def _short_signature(app, what, name, obj, options, signature, returns):  # type: ignore[no-untyped-def]
    if not signature or not _array_like.search(signature):
        return None
    return _array_like.sub("ArrayLike", signature), returns


def _math(translator, node):  # type: ignore[no-untyped-def]
    """Formulas as MathML: browsers know it, and no script is fetched."""
    display = "block" if node.tagname == "math_block" else "inline"
    translator.body.append(latex2mathml.converter.convert(node.astext(), display=display))
    raise docutils.nodes.SkipNode


def setup(app):  # type: ignore[no-untyped-def]
    app.connect("autodoc-process-docstring", _markdown_to_rst)
    app.connect("autodoc-process-signature", _short_signature)
    app.add_html_math_renderer("mathml", (_math, None), (_math, None))
