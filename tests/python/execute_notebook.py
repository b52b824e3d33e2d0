"""Executes a MyST notebook in its folder; any error in a cell is an error here."""

import sys
from pathlib import Path

import jupytext
import nbclient

path = Path(sys.argv[1])
notebook = jupytext.read(path)
nbclient.NotebookClient(
    notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
).execute()
for cell in notebook.cells:
    for output in cell.get("outputs", []):
        print(output.get("text") or output.get("data", {}).get("text/plain", ""))
