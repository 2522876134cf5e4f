"""Keep the full-text index equal to the live listings."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import transaction
from django.utils import translation

from caching.journal import note_change
from jobs.listings import facts
from jobs.listings.fulltext import engine
from jobs.listings.fulltext.documents import TABLE, Document
from jobs.listings.fulltext.words import indexed, indexed_html
from jobs.listings.models.details import country_name
from jobs.listings.models.listing import JobPage

BATCH = 200


def refresh(pks: Iterable[int]) -> None:
    """Index these listings again; remove those that are not live."""
    for batch in _batches(pks):
        live = JobPage.objects.filter(pk__in=batch, live=True).for_cards()
        documents = [document_of(page) for page in live]
        engine().put(documents)
        if gone := set(batch) - {document.key for document in documents}:
            engine().remove(gone)


def forget(pk: int) -> None:
    engine().remove([pk])


@transaction.atomic
def rebuild() -> int:
    """Empty the index and fill it again; return the number of listings."""
    engine().clear()
    pks = list(JobPage.objects.filter(live=True).values_list("pk", flat=True))
    refresh(pks)
    note_change(TABLE)
    return len(pks)


def document_of(page: JobPage) -> Document:
    return Document(
        key=page.pk,
        title=indexed(page.title),
        company=indexed(page.company.name),
        tags=indexed(" ".join(page.tag_names)),
        facts=list(dict.fromkeys(word for fact in _facts(page) for word in indexed(fact))),
        description=indexed_html(page.description),
    )


def _facts(page: JobPage) -> Iterator[str]:
    """Texts of the facts in every installed language: a board may change its own."""
    yield page.category.name if page.category else ""
    for location in page.locations.all():
        yield location.location
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for fact in facts.CHOICES:
                if fact.value(page) not in fact.not_in_full_text:
                    yield fact.text(page)
            yield from (country_name(location.country) for location in page.locations.all())
            yield from facts.REGIONS.texts(page)
            yield from page.benefit_names


def _batches(pks: Iterable[int]) -> Iterator[list[int]]:
    every = list(pks)
    return (every[start : start + BATCH] for start in range(0, len(every), BATCH))
