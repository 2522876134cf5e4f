"""The rooms and the arrows between them: what import-linter's contracts in pyproject.toml cannot see."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from settings.rooms import OWN_APPS, ROOMS, SANDBOX

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
# Each app with the apps it may use: those listed before it. Alerts and submissions do not know each other.
FLOORS = {app: OWN_APPS[: OWN_APPS.index(app) + 1] for app in OWN_APPS}
FLOORS["emails"] = ["caching", "emails"]
FLOORS["jobs.alerts"] = [app for app in FLOORS["jobs.alerts"] if app != "jobs.submissions"]
FLOORS["demo"] = OWN_APPS


# --- One list of rooms


@pytest.mark.parametrize(
    ("name", "listed", "others"),
    [
        (
            "mypy",
            PROJECT["mypy"]["files"],
            {"site", "scripts", "benchmarks", "tests", "conftest.py", "manage.py"},
        ),
        ("pytest", PROJECT["pytest"]["ini_options"]["testpaths"], {"tests"}),
        ("coverage", PROJECT["coverage"]["run"]["source"], {"site"}),
        ("import-linter", PROJECT["importlinter"]["root_packages"], set()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_tool_knows_every_room(name, listed, others):
    assert set(listed) == {*ROOMS, SANDBOX} | others


def test_every_folder_with_an_app_is_a_room():
    apps = {path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in our_files("**/apps.py")}
    assert apps == set(OWN_APPS)


def test_the_contract_has_every_room_in_this_order():
    layers = PROJECT["importlinter"]["contracts"][0]["layers"]
    assert [room for floor in reversed(layers) for room in floor.split(" | ")] == ROOMS


def our_files(pattern: str) -> Iterator[Path]:
    return (path for room in ROOMS for path in (ROOT / room).glob(pattern) if "tests" not in path.parts)


# --- Each floor stands without those above it

BOOT = """
import sys
sys.path[:0] = [{root!r}, {root!r} + "/site"]
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "settings.test"
os.environ["DATABASE_URL"] = "sqlite://:memory:"
from django.conf import settings
own, apps = set({own!r}), set({apps!r})
settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app not in own or app in apps]
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name.startswith("django.")]
settings.ROOT_URLCONF = "wagtail.admin.urls"
settings.AXES_CLIENT_IP_CALLABLE = None
settings.AUTHENTICATION_BACKENDS = [
    name for name in settings.AUTHENTICATION_BACKENDS if name.split(".")[0] not in own - apps
]
settings.CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
# Processors of the project's own belong to the top floor.
options = settings.TEMPLATES[0]["OPTIONS"]
options["context_processors"] = [name for name in options["context_processors"] if name.startswith("django.")]
# The index page lives below a home page, which is named by a string.
settings.SILENCED_SYSTEM_CHECKS = ["wagtailcore.E002"]
import django
django.setup()
from django.core.management import call_command
call_command("check", verbosity=0)
call_command("makemigrations", "--check", "--dry-run", verbosity=0)
print("loaded:")
for name in sorted(sys.modules):
    for app in own - apps:
        if name == app or name.startswith(app + "."):
            print(name)
"""


@pytest.mark.parametrize("app", OWN_APPS)
def test_each_app_boots_and_checks_without_those_above_it(app):
    code = BOOT.format(root=str(ROOT), own=OWN_APPS, apps=FLOORS[app])
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert result.stdout.partition("loaded:")[2].split() == [], "modules of upper rooms that were loaded"


# --- Templates and the names of addresses

TEMPLATES = ROOT / "templates"
# The app that owns each folder of templates; what lies at the top, or in includes, is every room's to use.
OWNERS = {
    "boards": "boards",
    "alerts": "jobs.alerts",
    "home": "home",
    "jobs": "jobs.listings",
    "operations": "operations",
    "payments": "payments",
    "submissions": "jobs.submissions",
}
SHARED = {"", "includes", "wagtailadmin"}
# Tag libraries and namespaces of URL names, by the app they belong to.
LIBRARIES = {
    path.stem: app for app in OWN_APPS for path in (ROOT / app.replace(".", "/")).glob("templatetags/*.py")
}
NAMESPACES = {
    "alerts": "jobs.alerts",
    "jobs": "jobs.listings",
    "payments": "payments",
    "submissions": "jobs.submissions",
}
USES = re.compile(
    r"""\{% (?:include|extends) ['"](?P<template>[^'"]+)|\{% url '(?P<name>\w+):|\{% load (?P<load>[\w ]+) %"""
)


def used_apps(text: str) -> Iterator[tuple[str, str]]:
    """What a template names, each with the app that owns it."""
    for match in USES.finditer(text):
        if (template := match["template"]) and "/" in template:
            folder = template.split("/")[0]
            if folder not in SHARED:
                yield template, OWNERS[folder]
        elif (name := match["name"]) and name in NAMESPACES:
            yield name, NAMESPACES[name]
        for library in (match["load"] or "").split():
            if library in LIBRARIES:
                yield library, LIBRARIES[library]


def test_every_folder_of_templates_has_an_owner():
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    assert folders - SHARED == set(OWNERS)


def test_no_template_reaches_up():
    offences = [
        f"{path.relative_to(TEMPLATES)} uses {what}"
        for folder, owner in OWNERS.items()
        for path in sorted((TEMPLATES / folder).rglob("*.*"))
        for what, app in used_apps(path.read_text(encoding="utf-8"))
        if app not in FLOORS[owner]
    ]
    assert offences == []


def test_no_python_names_an_address_above_its_room():
    named = re.compile(r"""["'](alerts|jobs|submissions):[a-z_]+["']""")
    offences = [
        f"{path.relative_to(ROOT)} names {match[0]}"
        for app in OWN_APPS
        for path in sorted((ROOT / app.replace(".", "/")).rglob("*.py"))
        if "tests" not in path.parts
        for match in named.finditer(path.read_text(encoding="utf-8"))
        if NAMESPACES[match[1]] not in FLOORS[app]
    ]
    assert offences == []


# --- No circles of files

# The imports of our own modules inside functions: the file, what it imports, and the reason.
LATE: dict[tuple[str, str], str] = {}


@cache
def imports_of(path: Path) -> tuple[tuple[str, bool], ...]:
    """(module, whether at the top of the file) of every import of ours, type-checking blocks left out."""
    found: list[tuple[str, bool]] = []
    package = list(path.relative_to(ROOT).with_suffix("").parts)
    package = package[:-1]

    def walk(node: ast.AST, top: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue
            inside = top and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            if isinstance(child, ast.Import):
                found.extend((alias.name, top) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                base = package[: len(package) - child.level + 1] if child.level else []
                module = ".".join([*base, *([child.module] if child.module else [])])
                found.extend((f"{module}.{alias.name}", top) for alias in child.names)
            walk(child, inside)

    walk(ast.parse(path.read_text(encoding="utf-8")), True)
    return tuple(found)


def file_of(name: str) -> Path | None:
    """The file of a dotted name, or of the module it is taken from."""
    for dotted in (name, name.rpartition(".")[0]):
        if not dotted:
            continue
        path = ROOT / dotted.replace(".", "/")
        for candidate in (path.with_suffix(".py"), path / "__init__.py"):
            if candidate.exists():
                return candidate
    return None


def modules() -> list[Path]:
    return sorted(
        path
        for room in [*ROOMS, SANDBOX]
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts and "tests" not in path.parts
    )


def graph(late: bool) -> dict[Path, set[Path]]:
    """Which file imports which; with `late`, imports inside functions too, the listed ones apart."""
    arrows: dict[Path, set[Path]] = {}
    for path in modules():
        arrows[path] = set()
        for name, top in imports_of(path):
            target = file_of(name)
            if target is None or target == path or not (top or late):
                continue
            key = (str(path.relative_to(ROOT)), str(target.relative_to(ROOT)))
            if not top and key in LATE:
                continue
            arrows[path].add(target)
    return arrows


def circles(arrows: dict[Path, set[Path]]) -> list[list[str]]:
    """Strongly connected groups of two files or more (Tarjan)."""
    index: dict[Path, int] = {}
    low: dict[Path, int] = {}
    stack: list[Path] = []
    found: list[list[str]] = []

    def visit(node: Path) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in sorted(arrows.get(node, ())):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            group = []
            while True:
                member = stack.pop()
                group.append(str(member.relative_to(ROOT)))
                if member == node:
                    break
            if len(group) > 1:
                found.append(sorted(group))

    for node in arrows:
        if node not in index:
            visit(node)
    return found


def test_no_circle_of_files_late_imports_counted():
    assert circles(graph(late=True)) == []


def test_every_late_import_is_listed_with_its_reason():
    """Imports of `AppConfig.ready()` need no entry: Django calls it when models can be imported."""
    there = {
        (str(path.relative_to(ROOT)), str(target.relative_to(ROOT)))
        for path in modules()
        if path.name != "apps.py"
        for name, top in imports_of(path)
        if not top and (target := file_of(name)) is not None
    }
    assert there == set(LATE)
    assert all(LATE.values())


# --- The picture in docs/architecture.md


def picture() -> str:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    return text.partition("## Rooms")[2].split("```")[1]


def test_the_picture_shows_the_floors_of_the_contracts():
    rooms, inside, *_rest = PROJECT["importlinter"]["contracts"]
    drawn = [line for line in picture().splitlines() if line.strip(" │")]
    floors = [re.split(r"  +", line)[0] for line in drawn if not line.startswith(" ")]
    assert floors == ["site", *rooms["layers"], SANDBOX]
    inner = [
        re.split(r"  +", line.removeprefix("jobs").strip())[0]
        for line in drawn
        if line.startswith((" ", "jobs"))
    ]
    assert inner == inside["layers"]
