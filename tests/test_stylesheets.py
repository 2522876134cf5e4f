"""The stylesheet in layers, as collected for production: one file, and no heavier than the budget."""

import gzip
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage

from static_storage import JoinedStylesheetsStorage

MAX_SITE_BYTES = 8_141
# With the list of an address, and the charts.
MAX_MANAGE_BYTES = 1_900
# With what the form keeps, its buttons for Markdown, its file field, and the preview beside it.
MAX_FORM_BYTES = 1_900


@pytest.fixture
def collected(tmp_path):
    """Collect the project's own static files as `collectstatic` does; returns the folder."""
    storage = JoinedStylesheetsStorage(location=tmp_path)
    paths = {}
    for path, source in FileSystemFinder().list([]):
        with source.open(path) as file:
            storage.save(path, file)
        paths[path] = (source, path)
    failures = [
        result for _name, _hashed, result in storage.post_process(paths) if isinstance(result, Exception)
    ]
    assert not failures
    return tmp_path / "css"


def stylesheet(folder, name):
    """Return the collected text under the name that pages use, which holds a hash."""
    [path] = (path for path in folder.glob(f"{name}.*.css"))
    return path.read_text()


def test_the_layers_are_joined_in_their_order(collected):
    text = stylesheet(collected, "site")
    layers = ["tokens", "base", "components", "layouts"]
    assert text.strip().startswith(f"@layer {', '.join(layers)};")
    assert re.findall(r"^@layer (\w+) \{", text, re.MULTILINE) == layers
    assert "@import" not in text
    assert "/*" not in text


def test_stylesheets_of_other_apps_are_left_alone(tmp_path):
    source = FileSystemStorage(tmp_path / "source")
    source.save("app/css/core.css", ContentFile(b"/* Licence */ a { color: red; }"))
    paths: dict[str, tuple[Storage, str]] = {"app/css/core.css": (source, "app/css/core.css")}
    storage = JoinedStylesheetsStorage(location=tmp_path / "collected")
    storage.save("app/css/core.css", source.open("app/css/core.css"))
    list(storage.post_process(paths))
    assert "Licence" in (tmp_path / "collected/app/css/core.css").read_text()


def test_files_that_a_layer_names_are_found(collected):
    assert re.findall(r'url\("(\w+)\.\w{12}\.svg"\)', stylesheet(collected, "site")) == ["poles", "halftone"]


@pytest.mark.parametrize(
    ("name", "limit"), [("site", MAX_SITE_BYTES), ("manage", MAX_MANAGE_BYTES), ("form", MAX_FORM_BYTES)]
)
def test_stylesheets_stay_light(collected, name, limit):
    assert len(gzip.compress(stylesheet(collected, name).encode(), 6)) <= limit


def test_every_stylesheet_of_the_project_stands_in_a_layer():
    for path in settings.STATICFILES_DIRS[0].glob("css/*.css"):
        if path.stem not in {"tokens", "base", "components", "layouts"}:
            rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
            assert not re.search(r"^[^@}\s]", rules, re.MULTILINE), path.name
