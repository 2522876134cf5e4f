"""The people of a company, and what they have changed of its face and an editor has not approved yet."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards.links import LinkedRow
from jobs.listings.company_links import Link, links_of, validate_links
from jobs.listings.models import Company
from jobs.listings.models.companies import MAX_ABOUT

if TYPE_CHECKING:
    from wagtail.models import Site


class PersonQuerySet(models.QuerySet["CompanyPerson"]):
    def active(self) -> "PersonQuerySet":
        return self.filter(state=CompanyPerson.State.ACTIVE)

    def owners(self) -> "PersonQuerySet":
        return self.active().filter(role=CompanyPerson.Role.OWNER)

    def of_address(self, email: str) -> "PersonQuerySet":
        return self.filter(email__iexact=email)

    def current(self) -> "PersonQuerySet":
        """Everybody but those who have left."""
        return self.exclude(state=CompanyPerson.State.REVOKED)


class CompanyPerson(LinkedRow):
    """An email address that works on one company's listings, behind a link that was only emailed there.

    The row outlives the access for a while, so that the history can name who acted.
    """

    LINK_SALT = "submissions.company-person"
    INVITATION_SALT = "submissions.company-invitation"

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")
        BILLING = "billing", _("Billing")

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        ASKING = "asking", _("asks to join")
        ACTIVE = "active", _("active")
        REVOKED = "revoked", _("access ended")

    # Nobody is stranded when editors delete a company: `receivers` emails its people first.
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="people")
    email = models.EmailField(_("email address"))
    name = models.CharField(_("name"), max_length=100, blank=True, default="")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    state = models.CharField(_("state"), max_length=10, choices=State)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person of a company")
        verbose_name_plural = _("people of companies")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("company", Lower("email"), name="person_once_per_company"),
        ]

    def __str__(self) -> str:
        return self.email

    def get_absolute_url(self) -> str:
        return reverse("submissions:company", args=[self.token])

    @property
    def site(self) -> "Site":
        return self.company.site

    @property
    def page_url(self) -> str:
        """The full address of the company's page for this person."""
        return f"{self.site.root_url}{self.get_absolute_url()}"

    @property
    def invitation_url(self) -> str:
        token = self.token_for(self.INVITATION_SALT)
        return f"{self.site.root_url}{reverse('submissions:company_join', args=[token])}"

    @property
    def contact_name(self) -> str:
        """What the listings that they post call their contact."""
        return self.name or self.email.partition("@")[0][:100]

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def is_owner(self) -> bool:
        return self.is_active and self.role == self.Role.OWNER


class CompanyChange(models.Model):
    """A change of a company's face by its people. The company itself stays as it is until an editor approves."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="changes")
    person = models.ForeignKey(
        CompanyPerson, null=True, blank=True, on_delete=models.SET_NULL, related_name="changes"
    )
    about = models.TextField(_("about the company"), blank=True, max_length=MAX_ABOUT)
    links = models.TextField(_("links"), blank=True, validators=[validate_links])
    logo = models.ImageField(_("new logo"), upload_to="logos/", blank=True)
    removes_logo = models.BooleanField(_("remove the logo"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    # Changes with every save of its person, so that nobody approves what they have not seen.
    version = models.PositiveIntegerField(default=1, editable=False)
    reason = models.TextField(_("why it was declined"), blank=True)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("change of a company")
        verbose_name_plural = _("changes of companies")
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"], condition=models.Q(state="waiting"), name="one_waiting_change_per_company"
            )
        ]

    def __str__(self) -> str:
        return str(self.company)

    @property
    def link_list(self) -> list[Link]:
        return links_of(self.links)
