"""Delete uploaded logos that no row names: replaced, or left behind by a draft or a company that is gone."""

from datetime import timedelta

from django.core.files.storage import Storage
from django.db.models import FileField, Model
from django.utils import timezone

from jobs.listings.models import Company
from jobs.submissions.models import CompanyChange, SavedForm, Submission

UPLOADS: tuple[tuple[type[Model], str], ...] = (
    (Company, "logo"),
    # An approved change gives its file to the company, so both are in one folder.
    (CompanyChange, "logo"),
    (Submission, "proposed_logo"),
    (SavedForm, "logo"),
)


def prune_uploads(older_than: timedelta) -> int:
    """Delete the files that nothing names; return how many. Younger ones may belong to a row not committed yet."""
    return sum(_prune(model, name, older_than) for model, name in UPLOADS)


def _prune(model: type[Model], name: str, older_than: timedelta) -> int:
    field = model._meta.get_field(name)
    if not isinstance(field, FileField):
        raise TypeError(f"{model.__name__}.{name} keeps no files")
    storage, folder = field.storage, str(field.upload_to).rstrip("/")
    limit = timezone.now() - older_than
    named = {
        each for other, column in UPLOADS for each in other._default_manager.values_list(column, flat=True)
    }
    unnamed = _files(storage, folder) - named
    old = [path for path in unnamed if storage.get_modified_time(path) < limit]
    for path in old:
        storage.delete(path)
    return len(old)


def _files(storage: Storage, folder: str) -> set[str]:
    try:
        return {f"{folder}/{file}" for file in storage.listdir(folder)[1]}
    except FileNotFoundError:
        return set()
