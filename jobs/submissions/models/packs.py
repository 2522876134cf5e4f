"""Packs: several postings of one plan, bought with one payment and used one by one as credits."""

from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.models import Site

from boards.links import LinkedRow
from jobs.submissions.models.plans import Plan
from payments.money import format_money, validate_sum


class PackOfferQuerySet(models.QuerySet["PackOffer"]):
    def on_sale(self, site: Site) -> "PackOfferQuerySet":
        """With their plans; none of a plan that was withdrawn."""
        return self.filter(site=site, active=True, plan__active=True).select_related("plan")


class PackOffer(models.Model):
    """A pack that a board sells. Its currency is the plan's."""

    site = models.ForeignKey(
        Site, verbose_name=_("board"), on_delete=models.CASCADE, related_name="pack_offers"
    )
    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="pack_offers"
    )
    postings = models.PositiveSmallIntegerField(
        _("postings"), validators=[MinValueValidator(2), MaxValueValidator(100)]
    )
    amount = models.PositiveIntegerField(
        _("price"), help_text=_("Of the whole pack, in minor units of the plan’s currency.")
    )
    valid_days = models.PositiveSmallIntegerField(
        _("days to use it"),
        default=365,
        validators=[MinValueValidator(7), MaxValueValidator(1825)],
        help_text=_("Counted from the payment. What is not used by then is lost."),
    )
    active = models.BooleanField(
        _("on sale"), default=True, help_text=_("Untick to withdraw it; packs sold stay as they were bought.")
    )

    objects = PackOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("pack on sale")
        verbose_name_plural = _("packs on sale")
        ordering = ["plan__sort_order", "postings", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(postings__gte=2, amount__gte=1), name="pack_offer_sells"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.price_label})"

    def clean(self) -> None:
        super().clean()
        plan: Plan | None = getattr(self, "plan", None) if self.plan_id else None
        if plan is None:
            return
        if plan.is_free:
            raise ValidationError({"plan": _("This plan is free, so there is nothing to buy ahead.")})
        if self.site_id and plan.site_id != self.site_id:
            raise ValidationError({"plan": _("Choose a plan of this board.")})
        if self.amount is not None:
            try:
                validate_sum(self.amount, plan.currency)
            except ValidationError as error:
                raise ValidationError({"amount": error}) from error

    @property
    def currency(self) -> str:
        return str(self.plan.currency)

    @property
    @display(description=_("pack"))
    def name(self) -> str:
        return pack_name(self.postings, self.plan.name)

    @property
    @display(description=_("price"))
    def price_label(self) -> str:
        return format_money(self.amount, self.currency)

    @property
    def price_of_one(self) -> str:
        """The part of one posting, without a fraction of a minor unit."""
        return format_money(self.amount // self.postings, self.currency)

    @property
    def saves_percent(self) -> int:
        """How much less it costs than so many postings paid one by one, in whole percent; never below 0."""
        alone = self.plan.amount * self.postings
        return max(0, (alone - self.amount) * 100 // alone) if alone else 0

    @property
    def days_label(self) -> str:
        return ngettext("%(days)s day to use it", "%(days)s days to use it", self.valid_days) % {
            "days": self.valid_days
        }


class Pack(LinkedRow):
    """A pack that somebody buys or has bought; the payment's address is its buyer's. Its credits are the payment's."""

    LINK_SALT = "submissions.pack"

    site = models.ForeignKey(Site, verbose_name=_("board"), on_delete=models.PROTECT, related_name="packs")
    payment = models.OneToOneField("payments.Payment", on_delete=models.CASCADE, related_name="pack")
    form_nonce = models.UUIDField(null=True, unique=True, editable=False)
    # As bought: changing or removing plan and offer later changes nothing here.
    plan = models.ForeignKey(Plan, null=True, on_delete=models.SET_NULL, related_name="+")
    plan_name = models.CharField(_("plan"), max_length=60)
    plan_amount = models.PositiveIntegerField(_("price of one posting"))
    plan_featured = models.BooleanField(_("featured"), default=False)
    postings = models.PositiveSmallIntegerField(_("postings"))
    valid_days = models.PositiveSmallIntegerField(_("days to use it"))

    class Meta:
        verbose_name = _("pack")
        verbose_name_plural = _("packs")
        ordering = ["-pk"]
        permissions = [("grant_pack", "Can give and take postings of packs, and waive their payments")]

    def __str__(self) -> str:
        return self.name

    @property
    @display(description=_("pack"))
    def name(self) -> str:
        return pack_name(self.postings, self.plan_name)

    @property
    def email(self) -> str:
        return str(self.payment.payer_email)

    def get_absolute_url(self) -> str:
        return reverse("submissions:pack", args=[self.token])

    @property
    def site_root(self) -> str:
        return str(self.site.root_url)

    @property
    def url(self) -> str:
        """The full URL, on its own board, of the page with its credits."""
        return self.site_root + self.get_absolute_url()


def pack_name(postings: int, plan_name: str) -> str:
    return ngettext("%(number)d posting with %(plan)s", "%(number)d postings with %(plan)s", postings) % {
        "number": postings,
        "plan": plan_name,
    }
