"""The panel of the admin's home page that shows what waits for an editor, board by board."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, F, IntegerField, Min, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Site
from wagtail.permissions import page_permission_policy

from boards.admin import board_name, boards_of
from jobs.listings.models import JobPage, Report
from jobs.listings.models.queries import JobQuerySet
from jobs.submissions.services.stages import ENDS_SOON_DAYS, Stage, in_workflow_q, with_stage
from payments.models import Payment, Problem
from payments.permissions import payment_policy

SHOWN = 3
REVIEW, ATTENTION, PAYMENT, ENDING, REPORTED = "review", "attention", "payment", "ending", "reported"
LABELS = {
    REVIEW: _("Needs review"),
    ATTENTION: _("Payments that need attention"),
    PAYMENT: _("Awaiting payment"),
    ENDING: _("Ending this week"),
    REPORTED: _("Reported by readers"),
}
STAGES = {
    REVIEW: (Stage.IN_REVIEW, Stage.LIVE_EDIT_IN_REVIEW),
    PAYMENT: (Stage.AWAITING_PAYMENT,),
    ENDING: (Stage.EXPIRING,),
}


@dataclass(frozen=True)
class Item:
    title: str
    url: str
    at: datetime | None


@dataclass
class Queue:
    """What waits on one board for one reason; the oldest of it, and the list of it all."""

    label: Any
    url: str
    count: int = 0
    oldest: list[Item] = field(default_factory=list)


@dataclass
class BoardQueues:
    site: Site
    queues: list[Queue]

    @property
    def name(self) -> str:
        return board_name(self.site)


class WaitingPanel(Component):
    """Shows only boards and queues on which the user may act."""

    name = "waiting"
    template_name = "submissions/admin/home_waiting.html"
    order = 100

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        boards = waiting_for(self.request.user)
        return {"boards": boards, "several": len(boards) > 1}


def waiting_for(user: Any) -> list[BoardQueues]:
    """Return the queues of each board where the user may publish listings or settle payments.

    The number of queries does not depend on how much waits, nor on how many boards there are.
    """
    publishing = boards_of(user, {"publish"})
    refunding = list(payment_policy.sites_user_has_permission_for(user, "refund").order_by("pk"))
    rows: dict[tuple[int, str], Queue] = {}
    for site in publishing:
        for kind in (REVIEW, PAYMENT, ENDING, REPORTED):
            rows[site.pk, kind] = Queue(LABELS[kind], _listings_url(site, kind))
    for site in refunding:
        query = urlencode({"attention": "any", "site": site.pk})
        rows[site.pk, ATTENTION] = Queue(LABELS[ATTENTION], f"{reverse('payment:index')}?{query}")
    if publishing:
        _fill(rows, _by_stage(publishing, user))
        _fill(rows, _reported(publishing, user))
    if refunding:
        _fill(rows, _needing_attention(refunding))
    return _by_board(rows, {site.pk: site for site in (*publishing, *refunding)})


def _by_board(rows: dict[tuple[int, str], Queue], sites: dict[int, Site]) -> list[BoardQueues]:
    queues: dict[int, dict[str, Queue]] = defaultdict(dict)
    for (site, kind), queue in rows.items():
        queues[site][kind] = queue
    found = [
        BoardQueues(sites[site], [own[kind] for kind in LABELS if kind in own])
        for site, own in queues.items()
    ]
    return sorted(found, key=lambda board: board.name)


def _listings_url(site: Site, kind: str) -> str:
    query: list[tuple[str, Any]] = [("reported", "true")] if kind == REPORTED else []
    query += [("stage", stage.value) for stage in STAGES.get(kind, ())]
    return f"{reverse('listings:index')}?{urlencode([*query, ('site', site.pk)])}"


def _fill(rows: dict[tuple[int, str], Queue], found: Iterable[dict[str, Any]]) -> None:
    for row in found:
        queue = rows.get((row["board"], row["queue"]))
        if queue is not None:
            queue.count = row["number"]
            queue.oldest.append(_item(row))


def _item(row: dict[str, Any]) -> Item:
    name = "payment:inspect" if row["queue"] == ATTENTION else "wagtailadmin_pages:edit"
    return Item(row["shown_title"], reverse(name, args=[row["pk"]]), row["since"])


def _oldest(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Number the rows of each board and queue from the oldest, and count them, in one query."""
    same = [F("board"), F("queue")]
    return (
        rows.annotate(
            place=Window(RowNumber(), partition_by=same, order_by=[F("since").asc(), F("pk").asc()]),
            number=Window(Count("pk"), partition_by=same),
        )
        .filter(place__lte=SHOWN)
        .order_by("board", "queue", "place")
        .values("pk", "board", "queue", "since", "shown_title", "number")
    )


def _listings_of(sites: list[Site], user: Any) -> JobQuerySet:
    """Return the listings that the user may publish, each with its board."""
    pages: JobQuerySet = JobPage.objects.all()
    if not user.is_superuser:
        own = page_permission_policy.instances_user_has_permission_for(user, "publish")
        pages = pages.filter(pk__in=own.values("pk"))
    boards = [When(path__startswith=site.root_page.path, then=Value(site.pk)) for site in sites]
    return pages.annotate(
        board=Case(*boards, output_field=IntegerField()),
        shown_title=Case(When(live=True, then=F("title")), default=F("draft_title")),
    ).filter(board__isnull=False)


def _by_stage(sites: list[Site], user: Any) -> QuerySet[Any]:
    pages = _listings_of(sites, user)
    # Everything else is live or over, and in none of these stages; working out a stage costs most.
    pages = pages.filter(Q(first_published_at=None) | pages.expiring_q(ENDS_SOON_DAYS) | Q(in_workflow_q()))
    queues = [When(stage__in=stages, then=Value(kind)) for kind, stages in STAGES.items()]
    wanted = [stage for stages in STAGES.values() for stage in stages]
    return _oldest(
        with_stage(pages)
        .filter(stage__in=wanted)
        .annotate(
            queue=Case(*queues),
            since=Case(
                When(stage=Stage.EXPIRING, then=F("expire_at")),
                default=Coalesce("latest_revision_created_at", "first_published_at"),
            ),
        )
    )


def _reported(sites: list[Site], user: Any) -> QuerySet[Any]:
    reported = Report.objects.unhandled()
    pages = _listings_of(sites, user).filter(pk__in=reported.values("page_id"))
    since = Min("reports__created_at", filter=Q(reports__handled_at=None))
    return _oldest(pages.annotate(queue=Value(REPORTED), since=since))


def _needing_attention(sites: list[Site]) -> QuerySet[Any]:
    since = Min("problems__opened_at", filter=Q(problems__in=Problem.objects.open()))
    payments = Payment.objects.needing_attention().filter(site__in=sites)
    return _oldest(
        payments.annotate(
            board=F("site_id"), queue=Value(ATTENTION), shown_title=F("page_title"), since=since
        )
    )
