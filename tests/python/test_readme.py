"""The README's Python runs as it stands, in a checkout, in its order."""

import re
from pathlib import Path

import pytest

root = Path(__file__).parents[2]
blocks = re.findall(r"^```python\n(.*?)^```", (root / "README.md").read_text("utf-8"), re.M | re.S)


def test_readme_python_runs_in_its_order(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for needed in ("pandas", "scipy", "rapidfuzz", "xlsxwriter", "matplotlib"):
        pytest.importorskip(needed)
    (tmp_path / "examples").symlink_to(root / "examples")
    monkeypatch.chdir(tmp_path)
    assert len(blocks) >= 4
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)
    assert "'Maret 2023' is read as 2023-03" in capsys.readouterr().out
    assert {"out", "report.xlsx", "network.graphml"} <= {p.name for p in tmp_path.iterdir()}
    from matplotlib import pyplot

    pyplot.close("all")
