"""The example packages are what their scripts make of their sources, byte for byte."""

import filecmp
import subprocess
import sys
import tempfile
from pathlib import Path

example = Path(__file__).parent.parent / "examples" / "west_sumatra"
with tempfile.TemporaryDirectory() as folder:
    subprocess.run(
        [sys.executable, example / "make.py", folder], check=True, stdout=subprocess.DEVNULL
    )
    made = sorted(p.name for p in Path(folder).iterdir() if p.is_file())
    _, differing, missing = filecmp.cmpfiles(folder, example, made, shallow=False)
    if differing or missing or "deliveries.csv" not in made:
        sys.exit(f"examples/west_sumatra is not what make.py makes: {differing} {missing}")
print(f"examples/west_sumatra: {len(made)} files as made")
