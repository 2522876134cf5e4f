"""Set up a new board: colours, settings, plans, categories, companies, pages, workflow."""

from dataclasses import asdict

from wagtail.models import GroupApprovalTask, Site, Workflow, WorkflowPage, WorkflowTask

from boards.models import BoardGroup, BoardSettings, Palette
from demo import marks
from demo.boards import TERMS
from demo.content import Board, Employer, Page
from demo.keys import page_key
from demo.text import to_html
from home.models import HomePage, StandardPage
from jobs.listings.models import Category, Company, JobBoardSettings, JobIndexPage
from jobs.submissions.models import PackOffer, Plan, PostingSettings
from jobs.submissions.services.board_workflow import PAYMENT_TASK_NAME, ensure_workflow
from payments.models import PaymentTask

REVIEWED_WORKFLOW, REVIEW_TASK = "Payment, then review", "Review"


def furnish(board: Board, site: Site) -> None:
    """Make everything of a board except its home page and its listings."""
    home = site.root_page.specific
    _make_brand(board, site)
    _make_plans(board, site)
    _make_packs(board, site)
    Category.objects.bulk_create(
        Category(
            site=site,
            slug=topic.slug,
            name=topic.name,
            intro=to_html(topic.intro),
            search_description=topic.intro,
            sort_order=number,
        )
        for number, topic in enumerate(board.categories)
    )
    for employer in board.employers:
        _make_company(site, employer)
    index = _make_index(board, home)
    pages = {page.slug: _make_page(board, home, page) for page in board.pages}
    _make_board_settings(board, site, terms=pages[TERMS])
    if board.reviewed:
        _review_after_payment(index, site)
    else:
        ensure_workflow(index)


def palettes(board: Board) -> list[Palette]:
    """Make the light and the dark palette; raises ValidationError where contrast is too low."""
    made = [
        Palette(scheme=scheme, **asdict(colours))
        for scheme, colours in ((Palette.Scheme.LIGHT, board.light), (Palette.Scheme.DARK, board.dark))
    ]
    for palette in made:
        palette.full_clean(exclude=["brand"])
    return made


def _make_brand(board: Board, site: Site) -> None:
    brand = BoardSettings.for_site(site)
    brand.name, brand.tagline, brand.layout = board.name, board.tagline, board.layout
    brand.contact_email = brand.editors = board.contact_email
    brand.palettes = palettes(board)
    brand.save()


def _make_board_settings(board: Board, site: Site, *, terms: StandardPage) -> None:
    rules = JobBoardSettings.for_site(site)
    rules.currency, rules.time_zone = board.currency, board.time_zone
    for name, asked in asdict(board.asks).items():
        setattr(rules, f"ask_{name}", asked)
    rules.full_clean()
    rules.save()
    posting = PostingSettings.for_site(site)
    posting.form_intro, posting.terms_page = to_html(board.form_intro), terms
    posting.title_hint, posting.tags_hint = board.title_hint, board.tags_hint
    posting.description_outline = board.description_outline
    posting.full_clean()
    posting.save()


def _make_plans(board: Board, site: Site) -> None:
    for number, offer in enumerate(board.plans):
        plan = Plan(site=site, currency=board.currency, sort_order=number, **asdict(offer))
        plan.full_clean()
        plan.save()


def _make_packs(board: Board, site: Site) -> None:
    for sale in board.packs:
        plan = Plan.objects.get(site=site, name=sale.plan)
        offer = PackOffer(site=site, **asdict(sale) | {"plan": plan})
        offer.full_clean()
        offer.save()


def _make_company(site: Site, employer: Employer) -> None:
    company = Company(site=site, name=employer.name, slug=employer.slug, website=employer.website)
    if employer.mark is not None:
        company.logo.save(f"{employer.slug}.webp", marks.draw(employer.mark), save=False)
    company.full_clean(exclude=["logo"])
    company.save()


def _make_index(board: Board, home: HomePage) -> JobIndexPage:
    index = JobIndexPage(
        title="Jobs", slug="jobs", translation_key=page_key(board, "jobs"), intro=to_html(board.index_intro)
    )
    home.add_child(instance=index)
    index.save_revision().publish()
    return index


def _make_page(board: Board, home: HomePage, content: Page) -> StandardPage:
    body: list[tuple[str, str | None]] = [("paragraph", to_html(content.body))]
    if content.plans:
        body.append(("plans", None))
    if content.after_plans:
        body.append(("paragraph", to_html(content.after_plans)))
    page = StandardPage(
        title=content.title,
        slug=content.slug,
        translation_key=page_key(board, content.slug),
        intro=content.intro,
        body=body,
        show_in_menus=content.in_header,
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def _review_after_payment(index: JobIndexPage, site: Site) -> None:
    payment = PaymentTask.objects.filter(active=True).first()
    review = GroupApprovalTask.objects.create(name=REVIEW_TASK)
    reviewers = (BoardGroup.Role.EDITORS, BoardGroup.Role.MODERATORS)
    review.groups.add(*(row.group for row in BoardGroup.objects.filter(site=site, role__in=reviewers)))
    workflow = Workflow.objects.create(name=REVIEWED_WORKFLOW)
    for number, task in enumerate((payment or PaymentTask.objects.create(name=PAYMENT_TASK_NAME), review)):
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=number)
    WorkflowPage.objects.update_or_create(page=index, defaults={"workflow": workflow})
