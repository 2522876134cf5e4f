"""Make every form of Wagtail's admin clean its text: pages, snippets, settings, and what is edited inside them."""

from django.db import models
from taggit.managers import TaggableManager
from wagtail.admin import widgets
from wagtail.admin.forms.models import register_form_field_override
from wagtail.fields import RichTextField

from boards.fields import EmailField, LineField, TagField, TextField, URLField

register_form_field_override(models.CharField, override={"form_class": LineField}, exact_class=True)
register_form_field_override(models.EmailField, override={"form_class": EmailField})
# Together with what Wagtail registers for these fields, which this replaces.
register_form_field_override(
    models.TextField,
    override={"form_class": TextField, "widget": widgets.AdminAutoHeightTextInput},
    exact_class=True,
)
register_form_field_override(models.URLField, override={"form_class": URLField, "assume_scheme": "https"})
register_form_field_override(RichTextField, override={"form_class": TextField})
register_form_field_override(
    TaggableManager,
    override=lambda db_field: {"form_class": TagField, "tag_model": db_field.related_model},
)
