"""What must hold of an installed irisan, wherever it was built: the command, an audit, the extras.

    python tests/deep/installed_package.py examples/west_sumatra

Run by the Python that it is installed in, from any folder but the source tree's; needs `irisan[all]`.
"""

import importlib.metadata
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import irisan

example = Path(sys.argv[1]).resolve()
command = Path(sysconfig.get_path("scripts")) / "irisan"


def run(*arguments: str | Path, code: int = 0) -> str:
    done = subprocess.run(
        [command, *arguments], capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == code, f"irisan {arguments}: {done.returncode}\n{done.stderr}"
    return done.stdout


place = Path(irisan.__file__)
assert "site-packages" in place.parts, f"not installed: {place}"
assert importlib.metadata.version("irisan") == irisan.__version__
assert irisan.__version__ in run("--version")
for name in irisan.__all__:
    getattr(irisan, name)
assert irisan.name_forms_file().exists()
assert irisan.glossary_file().exists()

report = irisan.audit(example)
assert len(report.findings) > 0
with tempfile.TemporaryDirectory() as folder:
    out = Path(folder)
    run("audit", example, "-o", out / "out")
    report.write(out / "same")
    written = sorted(p.name for p in (out / "out").iterdir())
    assert (out / "out" / "findings.csv").read_bytes() == (
        out / "same" / "findings.csv"
    ).read_bytes()
    run("audit", example, "--fail-on", "duplication", code=1)
    run("check", out / "nothing", code=2)
    irisan.write_excel_template(out / "t.xlsx")
    assert "deliveries" in irisan.read(out / "t.xlsx")
    links = irisan.link({"name": ["SMAN 1 Baso"]}, {"name": ["SMA NEGERI 1 BASO"]})
    assert len(links) == 1
    irisan.plots.upset(irisan.Portfolio(example)).figure.savefig(out / "upset.png")
    with irisan.progress():
        irisan.find_pairs(example)
print(f"irisan {irisan.__version__}: {len(report.findings)} findings, {len(written)} files")
