"""A submission: the employer's contact, manage link and plan of one listing."""

from copy import copy
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from boards import tokens
from boards.links import LinkedRow
from payments.models import Payment

if TYPE_CHECKING:
    from .people import CompanyPerson

ADDRESS_SALT = "submissions.contact-address"


class Submission(LinkedRow):
    LINK_SALT = "submissions.manage"
    PREVIEW_SALT = "submissions.preview"

    # Who of the company's people has reached it through the company's page; None for its contact. Their links are
    # derived from both rows, so that they end with either.
    person: "CompanyPerson | None" = None

    class CloseReason(models.TextChoices):
        FILLED_HERE = "filled_here", _("Filled, through this board")
        FILLED_ELSEWHERE = "filled_elsewhere", _("Filled, from elsewhere")
        WITHDRAWN = "withdrawn", _("No longer needed")

    page = models.OneToOneField("jobs.JobPage", on_delete=models.CASCADE, related_name="submission")
    form_nonce = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text=_("Of the form sent; a double click sends it twice."),
    )
    contact_name = models.CharField(_("contact"), max_length=100)
    contact_email = models.EmailField(_("contact’s email"), db_index=True)
    posted_by = models.ForeignKey(
        "submissions.CompanyPerson",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="posted",
    )
    contact_proved_at = models.DateTimeField(
        _("contact’s email proved at"), null=True, blank=True, editable=False
    )
    terms_accepted_at = models.DateTimeField(_("terms accepted at"), default=timezone.now)
    # The plan as bought: changing or removing the plan later changes nothing here.
    plan = models.ForeignKey("submissions.Plan", null=True, on_delete=models.SET_NULL, related_name="+")
    plan_name = models.CharField(_("plan"), max_length=60)
    plan_days = models.PositiveSmallIntegerField(_("days bought"))
    plan_featured = models.BooleanField(_("featured"), default=False)
    proposed_logo = models.ImageField(
        _("logo sent for a company that exists already"), upload_to="proposed-logos/", blank=True
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    close_reason = models.CharField(_("why it was closed"), max_length=20, choices=CloseReason, blank=True)
    declined_reason = models.TextField(_("why it was declined"), blank=True)
    taken_down_reason = models.TextField(_("why it was taken down"), blank=True)
    created_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.page} · {self.contact_email}"

    def token_for(self, salt: str) -> str:
        if self.person is None:
            return super().token_for(salt)
        numbers = (self.pk, self.link_version, self.person.pk, self.person.link_version)
        return tokens.sign_numbers(*numbers, salt=self.persons_salt(salt))

    @staticmethod
    def persons_salt(salt: str) -> str:
        return f"{salt}.person"

    def reached_by(self, person: "CompanyPerson | None") -> "Submission":
        """Return it with the links of this person; with None, with those of its contact."""
        other = copy(self)
        other.person = person
        return other

    def get_absolute_url(self) -> str:
        return reverse("submissions:manage", args=[self.token])

    def url_of(self, name: str, *args: Any) -> str:
        """The full URL, on the listing's own board, of one of the employer's pages."""
        return self.site_root + reverse(f"submissions:{name}", args=[self.token, *args])

    def plan_now(self) -> tuple[str, int]:
        """Return name and days of what was bought last: the posting's plan, or a renewal's or an upgrade's since."""
        bought = self.purchases.filter(applied_at__isnull=False, taken_back_at=None).order_by("-applied_at")
        for name, days in bought.values_list("plan_name", "days"):
            # An upgrade adds no days of its own.
            return name, days or self.plan_days
        return self.plan_name, self.plan_days

    @property
    def address_signature(self) -> str:
        """What only emails to the contact's address carry."""
        return signing.Signer(salt=ADDRESS_SALT).signature(self._signed_address)

    def is_address_signature(self, signature: str) -> bool:
        """Also accept one that was signed with a key of SECRET_KEY_FALLBACKS."""
        signer = signing.Signer(salt=ADDRESS_SALT)
        try:
            return bool(signer.unsign(f"{self._signed_address}{signer.sep}{signature}"))
        except signing.BadSignature:
            return False

    @property
    def _signed_address(self) -> str:
        return f"{self.pk}:{self.contact_email}"

    @property
    def emailed_url(self) -> str:
        """The link to the manage page that emails carry: it proves the contact's address."""
        if self.person is not None:
            return self.manage_url
        return self.url_of("emailed", self.address_signature)

    @property
    def is_proved(self) -> bool:
        """Whether the contact has shown to read the address."""
        return self.contact_proved_at is not None

    @cached_property
    def is_known_to_contact(self) -> bool:
        """Whether emails may carry what the form's sender wrote: the address is proved, or the sender has paid.

        Before that, the address may be a stranger's, whom the board would greet with somebody else's text.
        """
        paid = Q(amount_paid__gt=0) | Q(credit_use__isnull=False)
        return self.is_proved or Payment.objects.filter(paid, page_id=self.page_id).exists()

    @property
    def email_title(self) -> str:
        """What emails to the contact call the listing."""
        if self.is_known_to_contact:
            return str(self.page.title)
        return gettext("listing no. %(number)s") % {"number": self.page_id}

    @property
    def manage_url(self) -> str:
        return self.url_of("manage")

    @property
    def preview_token(self) -> str:
        """The token of the link that shows the listing and can change nothing."""
        return self.token_for(self.PREVIEW_SALT)

    @property
    def preview_url(self) -> str:
        return self.site_root + reverse("submissions:preview", args=[self.preview_token])

    @property
    def site_root(self) -> str:
        site = self.page.get_site()
        return str(site.root_url) if site else ""
