"""A posting form that was saved before it was complete, and can be finished behind an emailed link."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from boards.links import LinkedRow
from jobs.submissions.models.people import CompanyPerson


class SavedForm(LinkedRow):
    """What was typed, checked by nobody yet: it is only shown again. Whoever has the link can go on with it."""

    LINK_SALT = "submissions.saved-form"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    # Who posts for their company. The form then has no link of its own, but stands behind theirs.
    person = models.ForeignKey(
        CompanyPerson, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    email = models.EmailField(_("contact’s email"), db_index=True)
    form_nonce = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text=_("Of the form that was saved first; saving it again changes the same row."),
    )
    # The values of each field by its name, as texts.
    values = models.JSONField(default=dict)
    logo = models.ImageField(_("logo"), upload_to="saved-logos/", blank=True)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("saved form")
        verbose_name_plural = _("saved forms")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        if self.person is not None:
            return f"{reverse('submissions:company_post', args=[self.person.token])}?saved={self.pk}"
        return reverse("submissions:saved", args=[self.token])

    @property
    def full_url(self) -> str:
        return str(self.site.root_url) + self.get_absolute_url()
