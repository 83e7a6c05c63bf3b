"""The import layers leave nothing out, and what is private to another module is not imported."""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("pipeline", "assets", "expectations")
DAGSTER_PRIVATE = "pipeline/dagster_private.py"


def modules() -> dict[str, Path]:
    """Every module of the three packages by its dotted name; packages without code of their own are left out."""
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if path.name != "__init__.py"]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in files}


def layers() -> list[str]:
    """The modules and packages that the layering contract names."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    [contract] = [one for one in declared if one["type"] == "layers"]
    return [name.strip() for layer in contract["layers"] for name in layer.split(":")]


def imported_names() -> list[tuple[str, str, str]]:
    """(file, module, name) of every `from module import name` in the three packages."""
    return [
        (path.relative_to(ROOT).as_posix(), node.module, alias.name)
        for path in modules().values()
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    ]


def test_every_module_stands_in_a_layer() -> None:
    named = layers()
    outside = [
        module for module in modules() if not any(module == one or module.startswith(f"{one}.") for one in named)
    ]
    assert len(modules()) > 200
    assert outside == []


def test_every_layer_has_a_module() -> None:
    empty = [one for one in layers() if not any(module == one or module.startswith(f"{one}.") for module in modules())]
    assert empty == []


def test_private_names_of_our_modules_stay_private() -> None:
    taken = [
        (file, module, name)
        for file, module, name in imported_names()
        if module.partition(".")[0] in PACKAGES and (name.startswith("_") or "._" in module)
    ]
    assert taken == []


def test_what_is_private_to_dagster_is_named_in_one_place() -> None:
    """Importing it is the canary: an upgrade that moves any of it fails here and not at night."""
    files = {file for file, module, _ in imported_names() if module.startswith("dagster._")}
    assert files == {DAGSTER_PRIVATE}
    from pipeline import dagster_private

    assert [name for name in dagster_private.__all__ if not hasattr(dagster_private, name)] == []
