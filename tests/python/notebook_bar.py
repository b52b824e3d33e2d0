"""Executes a notebook that makes long calls, and prints what is seen of their bars."""

import json
import sys

import nbclient
import nbformat

cells = [
    """
import numpy as np
from scipy.sparse import csr_array
import irisan
from irisan import progress_bar

seeded = np.random.default_rng(1)
def long_call(**given):
    import time
    for programs in range(10, 80, 2):
        reached = seeded.random((programs, 400)) < 0.5
        incidence = irisan.Incidence.from_scipy(csr_array(reached.astype(np.int32)))
        began = time.perf_counter()
        irisan.groups(incidence, top=10, threads=1, **given)
        if time.perf_counter() - began > 1:
            return
    raise AssertionError("no call lasted long")
""",
    "long_call()",
    "long_call(progress=False)",
    """
import time
for size in (800, 1_600, 3_200, 6_400):
    names = {'name': [f'SMA Negeri {i} Agam' for i in range(size)]}
    began = time.perf_counter()
    links = irisan.link(names, names)
    if time.perf_counter() - began > 2:
        break
""",
]
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
client = nbclient.NotebookClient(
    notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": sys.argv[1]}}
)
client.execute()
seen = [
    {
        "views": [o["data"]["text/plain"] for o in cell.outputs if "widget-view" in str(o)],
        "html": [o["data"].get("text/html", "") for o in cell.outputs if "data" in o],
        "streams": [o["text"] for o in cell.outputs if o.output_type == "stream"],
    }
    for cell in notebook.cells
]
states = notebook.metadata.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {})
print(json.dumps({"cells": seen, "widgets": states.get("state", {})}))
