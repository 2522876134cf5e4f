"""The editor of one board reaches nothing of another, by any address of the admin.

The test walks every address that the URL configuration knows, with the other board's objects in it. `ADDRESSES` says
what to put into each; an address that is not there fails the test. Add a new one to the group that has its arguments.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import GroupPagePermission, GroupSitePermission, Page

from boards.models import BoardSettings
from boards.permissions import policies
from home.models import StandardPage
from jobs.alerts.models import Alert
from jobs.listings.models import JobPage, PayRule, Report
from jobs.submissions.models import CompanyChange, CompanyPerson, PostingSettings
from jobs.submissions.services.packs import buy
from payments.models import Problem
from tests.admin_forms import fields_of
from tests.factories import (
    Board,
    CategoryFactory,
    CompanyFactory,
    LiveJobFactory,
    PackOfferFactory,
    PaidSubmissionFactory,
    PlanFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    make_board,
    make_editor,
    make_pack,
    payment_of,
)

# In everything that the other board has, and nowhere else.
MARK = "Nightjar"
mark = re.compile(MARK.encode(), re.IGNORECASE)
# Finds everything of the other board, and is not taken for it where a page repeats what was searched for.
SEARCHED = MARK[:-1]


# --- Two boards, and the editor of the first, who may do there whatever can be given


@dataclass
class World:
    own: Board
    other: Board
    pages: list[int] = field(default_factory=list)
    listings: list[int] = field(default_factory=list)
    objects: dict[str, list[int]] = field(default_factory=dict)


@pytest.fixture
def world(board, sandbox) -> World:
    for factory in (PlanFactory, CategoryFactory, CompanyFactory):
        factory(site=board.site)
    LiveJobFactory(board=board, title="Our own")
    other = make_board(
        hostname="designers.localhost", name="Goodproof", review="after", editors=f"{MARK}@b.example"
    )
    BoardSettings.objects.filter(site=other.site).update(tagline=f"{MARK} tagline", name=f"{MARK} board")
    PostingSettings.objects.filter(site=other.site).update(form_intro=f"<p>{MARK} intro</p>")
    plan = PlanFactory(site=other.site, name=f"{MARK} plan")
    category = CategoryFactory(site=other.site, name=f"{MARK} category")
    company = CompanyFactory(site=other.site, name=f"{MARK} company", slug="nightjar")
    rule = PayRule.objects.filter(site=other.site).first()
    PayRule.objects.filter(pk=rule.pk).update(law=f"{MARK} law")
    person = CompanyPerson.objects.create(
        company=company,
        email=f"{MARK}@company.example",
        role=CompanyPerson.Role.EDITOR,
        state=CompanyPerson.State.ACTIVE,
    )
    change = CompanyChange.objects.create(company=company, person=person, about=f"{MARK} about")
    told = {"company_name": f"{MARK} works", "contact_email": f"{MARK}@works.example", "category": category}
    paid = PaidSubmissionFactory(board=other, title=f"{MARK} paid", **told)
    unpaid = UnpaidSubmissionFactory(board=other, title=f"{MARK} unpaid", **told)
    live = LiveJobFactory(board=other, title=f"{MARK} live", company=company)
    Report.objects.create(page=live, reason="scam", text=f"{MARK} report")
    Problem.objects.create(
        payment=payment_of(paid), kind=Problem.Kind.PUBLISH_FAILED, detail=f"{MARK} detail"
    )
    alert = Alert.objects.create(site=other.site, email=f"{MARK}@reader.example", search="")
    offer = PackOfferFactory(plan=plan)
    pack = make_pack(offer, f"{MARK}@works.example")
    unpaid_pack = buy(offer=offer, email=f"{MARK}@works.example", nonce=None)
    draft = other.home.add_child(
        instance=StandardPage(title=f"{MARK} page", slug="nightjar-page", live=False)
    )
    draft.save_revision()
    return World(
        own=board,
        other=other,
        listings=[paid.page_id, unpaid.page_id],
        pages=[draft.pk, paid.page_id],
        objects={
            "plan": [plan.pk],
            "category": [category.pk],
            "company": [company.pk],
            "payrule": [rule.pk],
            "alert": [alert.pk],
            "packoffer": [offer.pk],
            "pack": [pack.pk, unpaid_pack.pk],
            "person": [person.pk],
            "change": [change.pk],
            "payment": [payment_of(paid).pk, payment_of(unpaid).pk],
        },
    )


def make_owner(board: Board) -> Any:
    """Every right that can be given on one board, and every plain model permission of what boards have."""
    user = make_editor(board)
    group = Group.objects.create(name="All on one board")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    of_pages = Permission.objects.filter(content_type__app_label="wagtailcore", content_type__model="page")
    for permission in of_pages:
        GroupPagePermission.objects.create(group=group, page=board.home, permission=permission)
    for policy in policies():
        for permission in policy.permissions():
            GroupSitePermission.objects.get_or_create(group=group, site=board.site, permission=permission)
            group.permissions.add(permission)
    user.groups.add(group)
    return user


def rows(world: World) -> dict[str, Any]:
    """Everything that the other board has, and who may do what, whoever changed it."""
    site, path = world.other.site.pk, world.other.home.path
    of_listings = [str(pk) for pk in {*world.pages, *world.listings}]
    of_page = {"page__path__startswith": path}
    wanted: dict[str, dict[str, Any]] = {
        "wagtailcore.Page": {"path__startswith": path},
        "jobs.JobPage": {"path__startswith": path},
        "wagtailcore.Revision": {"object_id__in": of_listings},
        "wagtailcore.WorkflowState": {"object_id__in": of_listings},
        "wagtailcore.TaskState": {"workflow_state__object_id__in": of_listings},
        "wagtailcore.PageViewRestriction": {},
        "wagtailcore.WorkflowPage": {},
        "wagtailcore.Site": {},
        "wagtailcore.GroupSitePermission": {},
        "wagtailcore.GroupPagePermission": {},
        "auth.User": {},
        "auth.Group": {},
        "boards.BoardSettings": {"site": site},
        "jobs.JobBoardSettings": {"site": site},
        "submissions.PostingSettings": {"site": site},
        "payments.PaymentSettings": {"site": site},
        "jobs.Category": {"site": site},
        "jobs.Company": {"site": site},
        "jobs.PayRule": {"site": site},
        "jobs.Report": of_page,
        "submissions.Plan": {"site": site},
        "submissions.PackOffer": {"site": site},
        "submissions.Pack": {"site": site},
        "payments.Credit": {"pack__site": site},
        "payments.CreditUse": {"payment__site": site},
        "submissions.Submission": of_page,
        "submissions.CompanyPerson": {"company__site": site},
        "submissions.CompanyChange": {"company__site": site},
        "payments.Payment": {"site": site},
        "payments.CheckoutAttempt": {"payment__site": site},
        "payments.Refund": {"payment__site": site},
        "payments.Problem": {"payment__site": site},
        "alerts.Alert": {"site": site},
        "post_office.Email": {},
    }
    found: dict[str, Any] = {
        label: sorted(map(repr, apps.get_model(label)._default_manager.filter(**which).values_list()))
        for label, which in wanted.items()
    }
    own = Page.objects.descendant_of(Page.objects.get(pk=world.own.home.pk))
    found["carried over"] = [page for page in own.values_list("title", flat=True) if MARK in page]
    found["auth.User"] = sorted(
        apps.get_model("auth.User").objects.values_list("pk", "is_active", "is_superuser")
    )
    return found


# --- What to put into each address

Arguments = Callable[[World], list[Any]]


def pages(world: World) -> list[Any]:
    return [[pk] for pk in world.pages]


def listings(world: World) -> list[Any]:
    return [[pk] for pk in world.listings]


def alone(world: World) -> list[Any]:
    return [[]]


def of(kind: str) -> Arguments:
    return lambda world: [[pk] for pk in world.objects[kind]]


def adding(world: World) -> list[Any]:
    return [["jobs", "jobpage", world.other.index.pk], ["home", "standardpage", world.other.home.pk]]


def moving(world: World) -> list[Any]:
    """The other board's listings to one's own, and one's own to the other."""
    own = JobPage.objects.child_of(world.own.index).first()
    return [*([pk, world.own.index.pk] for pk in world.listings), [own.pk, world.other.index.pk]]


def revisions(world: World) -> list[Any]:
    return [
        list(pair) for pair in Page.objects.filter(pk__in=world.pages).values_list("pk", "latest_revision")
    ]


def comparisons(world: World) -> list[Any]:
    return [[pk, revision, "latest"] for pk, revision in revisions(world)]


def task_states(world: World) -> Iterator[Any]:
    for page in JobPage.objects.filter(pk__in=world.listings):
        if (state := page.current_workflow_task_state) is not None:
            yield page, state


def actions(world: World) -> list[Any]:
    return [
        [page.pk, action, state.pk]
        for page, state in task_states(world)
        for action in ("approve", "reject", "locked-approve")
    ]


def previews(world: World) -> list[Any]:
    return [[page.pk, state.task_id] for page, state in task_states(world)]


def workflow_states(world: World) -> list[Any]:
    return [[page.pk, state.workflow_state_id] for page, state in task_states(world)]


def settings_of(world: World) -> list[Any]:
    return [
        [policy.model._meta.app_label, policy.model._meta.model_name, world.other.site.pk]
        for policy in policies()
        if policy.actions == {"change"}
    ]


def bulk_actions(world: World) -> list[Any]:
    """Every action that is registered, also for users, images and documents."""
    bulk_action_registry._scan_for_bulk_actions()
    return [
        [app_label, model_name, action]
        for app_label, models in bulk_action_registry.actions.items()
        for model_name, actions in models.items()
        for action in actions
    ]


def sessions(world: World) -> list[Any]:
    return [
        *(["wagtailcore", "page", pk, 999] for pk in world.pages),
        *(
            [app, model, world.objects[model][0], 999]
            for app, model in (
                ("submissions", "plan"),
                ("submissions", "packoffer"),
                ("jobs", "category"),
                ("jobs", "company"),
                ("jobs", "payrule"),
            )
        ),
    ]


def both(first: Arguments, second: Arguments) -> Arguments:
    return lambda world: [*first(world), *second(world)]


API_ACTIONS = ("copy", "delete", "move", "publish", "unpublish")
SNIPPETS = ("submissions_plan", "submissions_packoffer", "jobs_category", "jobs_company", "jobs_payrule")
ADDRESSES: list[tuple[Arguments, str]] = [
    (
        alone,
        """
        wagtailadmin_home wagtailadmin_explore_root wagtailadmin_pages:search wagtailadmin_pages:search_results
        wagtailadmin_choose_page wagtailadmin_choose_page_search wagtailadmin_choose_page_chosen_multiple
        wagtailadmin_tag_autocomplete wagtailadmin_api:pages:listing wagtailadmin_api:pages:find
        wagtailadmin_reports:locked_pages wagtailadmin_reports:locked_pages_results
        wagtailadmin_reports:workflow wagtailadmin_reports:workflow_results
        wagtailadmin_reports:workflow_tasks wagtailadmin_reports:workflow_tasks_results
        wagtailadmin_reports:site_history wagtailadmin_reports:site_history_results
        wagtailadmin_reports:aging_pages wagtailadmin_reports:aging_pages_results
        wagtailadmin_reports:page_types_usage wagtailadmin_reports:page_types_usage_results
        wagtailsnippets:index wagtailadmin_workflows:index wagtailadmin_workflows:index_results
        wagtailadmin_workflows:add wagtailadmin_workflows:task_index wagtailadmin_workflows:task_index_results
        wagtailadmin_workflows:select_task_type wagtailadmin_workflows:task_chooser
        wagtailadmin_workflows:task_chooser_results wagtailadmin_workflows:task_chooser_create
        wagtailsites:index wagtailsites:index_results wagtailsites:add
        wagtailusers_users:index wagtailusers_users:index_results wagtailusers_users:add
        wagtailusers_groups:index wagtailusers_groups:index_results wagtailusers_groups:add
        wagtailredirects:index wagtailredirects:index_results wagtailredirects:add wagtailredirects:start_import
        wagtailredirects:process_import
        wagtailforms:index wagtailforms:index_results
        payment:index payment:index_results payment:add pack:index pack:index_results pack:add
        payment_accounts payment_revenue
        listings:index listings:index_results listings:choose_parent listings_take_down
        alert:index alert:index_results personal_data email_previews company_changes
        """,
    ),
    *(
        (
            alone,
            f"""
            wagtailsnippets_{name}:list wagtailsnippets_{name}:list_results wagtailsnippets_{name}:add
            wagtailsnippetchoosers_{name}:choose wagtailsnippetchoosers_{name}:choose_results
            wagtailsnippetchoosers_{name}:chosen_multiple
            """,
        )
        for name in SNIPPETS
    ),
    *(
        (
            of(name.partition("_")[2]),
            f"""
            wagtailsnippets_{name}:edit wagtailsnippets_{name}:delete wagtailsnippets_{name}:usage
            wagtailsnippets_{name}:history wagtailsnippets_{name}:history_results wagtailsnippets_{name}:copy
            wagtailsnippetchoosers_{name}:chosen
            """,
        )
        for name in SNIPPETS
    ),
    (
        of("payment"),
        """
        payment:edit payment:delete payment:history payment:history_results payment:usage payment:inspect
        payment_refund payment_resolve payment_retry payment_give_credit_back
        """,
    ),
    (
        of("pack"),
        """
        pack:edit pack:delete pack:history pack:history_results pack:usage pack:inspect
        pack_grant pack_take_back pack_waive
        """,
    ),
    (of("alert"), "alert:delete"),
    (of("change"), "company_change"),
    (of("person"), "company_person_end company_person_owner"),
    (listings, "listing_waive listing_end listing_reports listing_decline listing_change_link"),
    (
        pages,
        """
        wagtailadmin_explore wagtailadmin_explore_results wagtailadmin_api:pages:detail
        wagtailadmin_pages:usage wagtailadmin_pages:edit wagtailadmin_pages:preview_on_edit
        wagtailadmin_pages:view_draft wagtailadmin_pages:add_subpage wagtailadmin_pages:delete
        wagtailadmin_pages:unpublish wagtailadmin_pages:convert_alias wagtailadmin_pages:move
        wagtailadmin_pages:set_page_position wagtailadmin_pages:copy
        wagtailadmin_pages:confirm_workflow_cancellation wagtailadmin_pages:set_privacy wagtailadmin_pages:lock
        wagtailadmin_pages:unlock wagtailadmin_pages:revisions_index wagtailadmin_pages:workflow_history
        wagtailadmin_pages:history wagtailadmin_pages:history_results wagtailadmin_choose_page_child
        wagtailforms:list_submissions wagtailforms:list_submissions_results wagtailforms:delete_submissions
        """,
    ),
    (
        lambda world: [
            [pk, action]
            for pk in world.pages
            for action in ("copy", "delete", "move", "publish", "unpublish")
        ],
        "wagtailadmin_api:pages:action",
    ),
    (adding, "wagtailadmin_pages:add wagtailadmin_pages:preview_on_add"),
    (
        lambda world: [["jobs", "jobpage"], ["home", "standardpage"]],
        """
        wagtailadmin_pages:type_use wagtailadmin_pages:type_use_results wagtailadmin_pages:choose_parent
        wagtailadmin_tag_model_autocomplete
        """,
    ),
    (moving, "wagtailadmin_pages:move_confirm"),
    (
        revisions,
        """
        wagtailadmin_pages:revisions_view wagtailadmin_pages:revisions_revert
        wagtailadmin_pages:revisions_unschedule
        """,
    ),
    (comparisons, "wagtailadmin_pages:revisions_compare"),
    (actions, "wagtailadmin_pages:workflow_action wagtailadmin_pages:collect_workflow_action_data"),
    (previews, "wagtailadmin_pages:workflow_preview"),
    (workflow_states, "wagtailadmin_pages:workflow_history_detail"),
    (settings_of, "wagtailsettings:edit wagtailsettings:preview_on_edit"),
    (bulk_actions, "wagtail_bulk_action"),
    (sessions, "wagtailadmin_editing_sessions:ping"),
    (lambda world: [[world.other.site.pk]], "email_previews_of"),
    (lambda world: [[world.other.site.pk, "live"]], "email_preview"),
    (lambda world: [[world.other.site.pk, "live", "dark"]], "email_preview_html"),
    (
        lambda world: [[world.other.site.pk]],
        """
        wagtailsites:edit wagtailsites:delete wagtailsites:history wagtailsites:history_results wagtailsites:usage
        wagtailsites:copy
        """,
    ),
    (
        lambda world: [[world.other.editors.pk]],
        """
        wagtailusers_groups:edit wagtailusers_groups:delete wagtailusers_groups:history
        wagtailusers_groups:history_results wagtailusers_groups:usage
        """,
    ),
    (
        lambda world: [[make_editor(world.other).pk]],
        """
        wagtailusers_users:edit wagtailusers_users:delete wagtailusers_users:history
        wagtailusers_users:history_results wagtailusers_users:usage wagtailusers_users:copy
        wagtail_2fa_device_list
        """,
    ),
    (
        lambda world: [[world.other.workflow.pk]],
        """
        wagtailadmin_workflows:enable wagtailadmin_workflows:disable wagtailadmin_workflows:edit
        wagtailadmin_workflows:usage wagtailadmin_workflows:usage_results
        """,
    ),
    (
        lambda world: [[world.other.index.pk], [world.other.index.pk, world.other.workflow.pk]],
        "wagtailadmin_workflows:remove",
    ),
    (
        lambda world: [[world.other.review_task.pk], [world.other.payment_task.pk]],
        """
        wagtailadmin_workflows:edit_task wagtailadmin_workflows:disable_task wagtailadmin_workflows:enable_task
        wagtailadmin_workflows:task_chosen
        """,
    ),
    (lambda world: [["wagtailcore", "groupapprovaltask"]], "wagtailadmin_workflows:add_task"),
]
ARGUMENTS = {name: arguments for arguments, names in ADDRESSES for name in names.split()}

# Of no board: the same for everybody, or about one's own session. Images, documents and redirects belong to the
# whole install; no ready group of a board may see them, and nothing of a board is kept in them.
OF_NO_BOARD = re.compile(
    r"""
    wagtailadmin_(login|logout|account|sprite|javascript_catalog|dismissibles|error_test|block_preview)
    | wagtailadmin_password_reset.*
    | wagtail_2fa_(auth|device_(new|update|remove|qrcode))  # one's own, or with the right to change users
    | wagtailadmin_choose_page_(external|email|phone|anchor)_link
    | wagtailadmin_editing_sessions:release
    | wagtailadmin_api:(images|documents):.*
    | wagtail(images|docs|embeds)(_chooser)?:.*
    | wagtailredirects:(edit|delete)
    | wagtailadmin_collections:.*
    | \?  # the admin's page for addresses that do not exist
    """,
    re.VERBOSE,
)


def admin_names() -> set[str]:
    def walk(patterns: Any, route: str = "", names: tuple[str, ...] = ()) -> Iterator[str]:
        for pattern in patterns:
            inner = f"{route}{pattern.pattern}"
            if isinstance(pattern, URLResolver):
                yield from walk(
                    pattern.url_patterns, inner, (*names, pattern.namespace) if pattern.namespace else names
                )
            elif isinstance(pattern, URLPattern) and inner.startswith("admin/"):
                yield ":".join([*names, pattern.name or "?"])

    return set(walk(get_resolver().url_patterns))


# --- The walk

WITHOUT_FORM = re.compile(r"results/|history|usage|compare|/api/|search|reports/|/choose|revisions/$|ping")


def ids(world: World) -> str:
    """The other board's rows, as lists and actions on many rows name them."""
    return "do=unpublish&money=refund&" + "&".join(
        f"id={pk}" for pks in (world.pages, *world.objects.values()) for pk in pks
    )


def questions(name: str, world: World) -> list[str]:
    """What to ask an address for: the other board's rows; from lists also a search and an export."""
    if ARGUMENTS[name] is not alone:
        return [ids(world)]
    exports = ["export=csv"] if name.endswith(("index", "list", "site_history", "pages", "tasks")) else []
    return [ids(world), f"q={SEARCHED}", *exports]


def addresses(name: str, world: World) -> Iterator[str]:
    for arguments in ARGUMENTS[name](world):
        yield reverse(name, args=arguments)


def sent_by_superuser(admin: Client, url: str, world: World) -> dict[str, Any]:
    """The form that somebody who may would send, filled in."""
    answer = admin.get(url) if not WITHOUT_FORM.search(url) else HttpResponse(status=204)
    form = None
    if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
        html = BeautifulSoup(answer.content, "html.parser")
        form = html.select_one(
            "#w-editor-form, form[data-edit-form], main form[method=post i]:not(.w-editing-sessions)"
        )
    typed = {
        "reason": "Because",
        "approve": "1",
        "note": "Done",
        "comment": "Because",
        "end_0": "2040-01-01",
        "end": (timezone.now() + timedelta(days=90)).strftime("%Y-%m-%d %H:%M"),
        "new_title": "Carried over",
        "new_slug": "carried-over",
        "new_parent_page": str(world.own.index.pk),
        "chooser": str(world.own.index.pk),
        "money": "refund",
        "locked": "on",
        "restriction_type": "login",
        "action-publish": "on",
        "position": "0",
    }
    found = fields_of(form) if form is not None else {}
    return found | {name: value for name, value in typed.items() if name not in found or not any(found[name])}


def test_every_address_of_the_admin_is_in_the_table(db, client):
    client.force_login(SuperuserFactory())
    client.get("/admin/")
    names = {name for name in admin_names() if not OF_NO_BOARD.fullmatch(name)}
    assert sorted(names - ARGUMENTS.keys()) == [], "new addresses: say in ADDRESSES what to put into them"
    assert sorted(ARGUMENTS.keys() - names) == [], "addresses that are gone"


def test_the_editor_of_one_board_sees_and_changes_nothing_of_another(world, client):
    client.force_login(make_owner(world.own))
    client.raise_request_exception = False
    admin = Client(raise_request_exception=False)
    admin.force_login(SuperuserFactory())
    made = {name: list(addresses(name, world)) for name in ARGUMENTS}
    before, offences = rows(world), []
    for name, urls in made.items():
        for url in urls:
            for question in questions(name, world):
                answer = client.get(f"{url}?{question}", follow=False)
                content = b"".join(answer) if answer.streaming else answer.content
                # What was searched for is repeated in the field.
                text = (
                    content
                    if question != f"q={SEARCHED}"
                    else re.sub(rb'value="Nightjar"|q=Nightjar|Nightjar</', b"", content)
                )
                if answer.status_code >= 500 or (answer.status_code == 200 and mark.search(text)):
                    offences.append(f"GET {name} {url}?{question}: {answer.status_code}")
            data = sent_by_superuser(admin, f"{url}?{ids(world)}", world)
            answer = client.post(f"{url}?{ids(world)}", data)
            if answer.status_code >= 500:
                offences.append(f"POST {name} {url}: {answer.status_code}")
            if (after := rows(world)) != before:
                changed = [label for label in after if after[label] != before[label]]
                offences.append(f"POST {name} {url} changed {changed}")
                before = after
    assert offences == [], "\n".join(offences)
