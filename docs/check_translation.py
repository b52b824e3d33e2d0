"""Every page in docs/id has the same code, block for block, as the page that it translates."""

import re
import sys
from pathlib import Path

docs = Path(__file__).parent
code = re.compile(r"^```(.*?)^```", re.MULTILINE | re.DOTALL)
wrong = []
pages = sorted((docs / "id").rglob("*.md"))
for page in pages:
    original = docs / page.relative_to(docs / "id")
    if not original.exists():
        wrong.append(f"{page.relative_to(docs)} translates nothing")
        continue
    blocks = [
        [b for b in code.findall(p.read_text("utf-8")) if not b.startswith(("{toctree}", "{note}"))]
        for p in (original, page)
    ]
    # Only the English page is executed: a cell there is a plain block here.
    blocks = [
        [
            re.sub(r"^\{code-cell\} ipython3|^python", "", b).replace("../../", "../")
            for b in of
            if "remove-cell" not in b
        ]
        for of in blocks
    ]
    if blocks[0] != blocks[1]:
        wrong.append(f"{page.relative_to(docs)} has other code than {original.relative_to(docs)}")
originals = {p.relative_to(docs) for p in [docs / "index.md", *(docs / "howto").glob("*.md")]}
for missing in sorted(originals - {p.relative_to(docs / "id") for p in pages}):
    wrong.append(f"{missing} has no translation")
sys.exit("\n".join(wrong) or 0)
