"""The settings of a board: name, language, emails, layout, and colours for light and dark screens."""

import re
from email.utils import formataddr, parseaddr
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_email
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from boards.colour import EDGE_CONTRAST, TEXT_CONTRAST, contrast
from boards.permissions import BoardPermissionPolicy
from boards.typefaces import FAMILJEN_GROTESK, YOUNG_SERIF, Typeface
from caching.kept import Kept

HEX_PATTERN = r"^#[0-9A-Fa-f]{6}\Z"
HEX = RegexValidator(HEX_PATTERN, _("A colour is written as #RRGGBB."))

TOKENS = {
    "bg": ("#F5F7F6", "#0E1214"),
    "surface": ("#FFFFFF", "#161C1F"),
    "tint": ("#FFF3DC", "#2A2216"),
    "ink": ("#12181B", "#E7ECEA"),
    "muted": ("#53605C", "#9DA9A5"),
    "link": ("#864900", "#F2B14C"),
    "button": ("#F2B14C", "#F2B14C"),
    "button_text": ("#12181B", "#12181B"),
    "button_edge": ("#864900", "#864900"),
    "control_edge": ("#75827D", "#74817C"),
    "hairline": ("#D9DFDC", "#2A3336"),
    "danger": ("#B3261E", "#FF8A80"),
    "ok": ("#1A6B3C", "#7BD39B"),
}
DEFAULT_LIGHT = {token: pair[0] for token, pair in TOKENS.items()}
DEFAULT_DARK = {token: pair[1] for token, pair in TOKENS.items()}


class BoardSetting(BaseSiteSetting):
    """Settings of one board; changing them needs the permission on that board."""

    class Meta:
        abstract = True

    @classmethod
    def get_permission_policy(cls) -> BoardPermissionPolicy:
        return BoardPermissionPolicy(cls, actions={"change"})


@register_setting(icon="view", order=300)
class BoardSettings(ClusterableModel, BoardSetting):
    class Layout(models.TextChoices):
        LEDGER = "ledger", _("Ledger: rows, thin lines, monospaced figures")
        GALLERY = "gallery", _("Gallery: cards, serif titles, more space")

    class TitleFace(models.TextChoices):
        LAYOUT = "layout", _("As the layout has it: Familjen Grotesk for ledger, Young Serif for gallery")
        FAMILJEN_GROTESK = "familjen-grotesk", "Familjen Grotesk"
        YOUNG_SERIF = "young-serif", "Young Serif"
        SYSTEM = "system", _("A typeface of the reader’s system; nothing is fetched")

    name = models.CharField(_("name"), max_length=60, default="Hitchpost")
    tagline = models.CharField(_("tagline"), max_length=140, blank=True)
    layout = models.CharField(_("layout"), max_length=10, choices=Layout, default=Layout.LEDGER)
    title_face = models.CharField(
        _("typeface of titles"),
        max_length=20,
        choices=TitleFace,
        default=TitleFace.LAYOUT,
        db_default=TitleFace.LAYOUT,
    )

    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )

    sender = models.EmailField(
        _("sender of emails"), blank=True, help_text=_("Leave empty to use the address of the whole install.")
    )
    contact_email = models.EmailField(
        _("public contact"), blank=True, help_text=_("Shown to employers who need help.")
    )
    editors = models.TextField(
        _("editors’ email addresses"),
        blank=True,
        help_text=_(
            "One per line. They get an email about each new paid listing and about what needs attention."
        ),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("tagline"),
        FieldPanel("language"),
        MultiFieldPanel(
            [FieldPanel("sender"), FieldPanel("contact_email"), FieldPanel("editors")], heading=_("Email")
        ),
        FieldPanel("layout"),
        FieldPanel("title_face"),
        InlinePanel(
            "palettes",
            label=_("palette"),
            max_num=2,
            help_text=_("One for light screens, one for dark screens."),
        ),
    ]

    class Meta:
        verbose_name = _("board")

    def clean(self) -> None:
        super().clean()
        for address in self.editor_addresses():
            try:
                validate_email(address)
            except ValidationError as error:
                raise ValidationError(
                    {"editors": _("“%(address)s” is not an email address.") % {"address": address}}
                ) from error

    def editor_addresses(self) -> list[str]:
        return [line.strip() for line in self.editors.splitlines() if line.strip()]

    @property
    def from_email(self) -> str:
        """The board's name and the address that its emails come from."""
        _name, address = parseaddr(self.sender or settings.DEFAULT_FROM_EMAIL)
        return formataddr((self.name, address))

    @property
    def reply_to(self) -> str:
        """Who gets the replies to its emails: the public contact, or else the first editor. Blank without either."""
        return self.contact_email or next(iter(self.editor_addresses()), "")

    @classmethod
    def for_request(cls, request: HttpRequest) -> "BoardSettings":
        """Return the board's settings; the defaults for an unknown host, so that its error pages render.

        Threads share the object: whoever changes settings takes them from `for_site()`.
        """
        site = Site.find_for_request(request)
        if site is None:
            return cls()
        return _brands.get(site.pk, lambda: cls._whole(site), request=request, site_id=site.pk)

    @classmethod
    def _whole(cls, site: Site) -> "BoardSettings":
        brand: BoardSettings = cls.for_site(site)
        brand._own_palettes  # noqa: B018 - fetched now, not by each request
        return brand

    @property
    def is_gallery(self) -> bool:
        return self.layout == self.Layout.GALLERY

    @property
    def typeface(self) -> Typeface | None:
        """The typeface of its titles; None where readers see one of their system."""
        chosen = self.title_face
        if chosen == self.TitleFace.LAYOUT:
            chosen = self.TitleFace.YOUNG_SERIF if self.is_gallery else self.TitleFace.FAMILJEN_GROTESK
        return TYPEFACES.get(chosen)

    @property
    def theme_colour(self) -> str:
        """The colour that a browser may give its own bars around the page."""
        return self.light.button if self.is_gallery else self.dark.bg

    @cached_property
    def light(self) -> "Palette":
        return self._palette(Palette.Scheme.LIGHT)

    @cached_property
    def dark(self) -> "Palette":
        return self._palette(Palette.Scheme.DARK)

    @cached_property
    def css_version(self) -> str:
        return blake2b(self.stylesheet().encode(), digest_size=6).hexdigest()

    def stylesheet(self) -> str:
        """Return colours and typeface as CSS; the dark colours only on screens of readers who prefer dark."""
        return (
            f":root{{color-scheme:light dark;{self.light.as_css()}}}\n"
            f"@media screen and (prefers-color-scheme:dark){{:root{{{self.dark.as_css()}}}}}\n"
            f"{self.typeface.stylesheet() if self.typeface else ''}"
        )

    @cached_property
    def _own_palettes(self) -> "dict[str, Palette]":
        return {palette.scheme: palette for palette in self.palettes.all()}

    def _palette(self, scheme: "Palette.Scheme") -> "Palette":
        if scheme in self._own_palettes:
            return self._own_palettes[scheme]
        return Palette(scheme=scheme, **(DEFAULT_LIGHT if scheme == Palette.Scheme.LIGHT else DEFAULT_DARK))


TYPEFACES: dict[str, Typeface] = {
    BoardSettings.TitleFace.FAMILJEN_GROTESK: FAMILJEN_GROTESK,
    BoardSettings.TitleFace.YOUNG_SERIF: YOUNG_SERIF,
}


def _colour(label: Any, token: str) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=7, validators=[HEX], default=TOKENS[token][0])


class BoardGroup(models.Model):
    """Which group is a board's ready group of a role; so a renamed board or group is still found."""

    class Role(models.TextChoices):
        EDITORS = "editors", _("Editors")
        MODERATORS = "moderators", _("Moderators")
        ACCOUNTANTS = "accountants", _("Accountants")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="ready_groups")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    group = models.OneToOneField("auth.Group", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("ready group")
        verbose_name_plural = _("ready groups")
        constraints = [models.UniqueConstraint(fields=["site", "role"], name="ready_group_once_per_role")]

    def __str__(self) -> str:
        return f"{self.site} · {self.get_role_display()}"


_brands: Kept[BoardSettings] = Kept()


class Palette(models.Model):
    class Scheme(models.TextChoices):
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    brand = ParentalKey(BoardSettings, on_delete=models.CASCADE, related_name="palettes")
    scheme = models.CharField(_("scheme"), max_length=5, choices=Scheme, default=Scheme.LIGHT)
    bg = _colour(_("background"), "bg")
    surface = _colour(_("surface"), "surface")
    tint = _colour(_("tint"), "tint")
    ink = _colour(_("ink"), "ink")
    muted = _colour(_("muted text"), "muted")
    link = _colour(_("link"), "link")
    button = _colour(_("button"), "button")
    button_text = _colour(_("button’s text"), "button_text")
    button_edge = _colour(_("button’s edge"), "button_edge")
    control_edge = _colour(_("control’s edge"), "control_edge")
    hairline = _colour(_("hairline"), "hairline")
    danger = _colour(_("danger"), "danger")
    ok = _colour(_("success"), "ok")

    panels = [
        FieldPanel("scheme"),
        FieldRowPanel([FieldPanel("bg"), FieldPanel("surface"), FieldPanel("tint"), FieldPanel("hairline")]),
        FieldRowPanel([FieldPanel("ink"), FieldPanel("muted"), FieldPanel("link")]),
        FieldRowPanel([FieldPanel("button"), FieldPanel("button_text"), FieldPanel("button_edge")]),
        FieldRowPanel([FieldPanel("control_edge"), FieldPanel("danger"), FieldPanel("ok")]),
    ]

    class Meta:
        verbose_name = _("palette")
        verbose_name_plural = _("palettes")
        constraints = [models.UniqueConstraint(fields=["brand", "scheme"], name="palette_once_per_scheme")]

    def __str__(self) -> str:
        return self.get_scheme_display()

    def clean(self) -> None:
        super().clean()
        errors = {}
        for token in ("ink", "muted", "link", "danger", "ok"):
            worst = min(self._contrast(token, background) for background in ("bg", "surface"))
            if worst < TEXT_CONTRAST:
                errors[token] = _too_faint(worst, TEXT_CONTRAST)
        if (on_button := self._contrast("button_text", "button")) < TEXT_CONTRAST:
            errors["button_text"] = _too_faint(on_button, TEXT_CONTRAST)
        if (edge := self._contrast("control_edge", "bg")) < EDGE_CONTRAST:
            errors["control_edge"] = _too_faint(edge, EDGE_CONTRAST)
        button = max(self._contrast("button", "bg"), self._contrast("button_edge", "bg"))
        if button < EDGE_CONTRAST:
            errors["button_edge"] = _too_faint(button, EDGE_CONTRAST)
        if errors:
            raise ValidationError(errors)

    def as_css(self) -> str:
        return "".join(f"--{token.replace('_', '-')}:{getattr(self, token)};" for token in TOKENS)

    def _contrast(self, one: str, other: str) -> float:
        colours = getattr(self, one), getattr(self, other)
        # The field's own validator reports what is not a colour.
        return (
            contrast(*colours) if all(re.match(HEX_PATTERN, colour) for colour in colours) else TEXT_CONTRAST
        )


def _too_faint(found: float, needed: float) -> Any:
    return _("The contrast with its background is %(found).1f : 1; at least %(needed).1f : 1 is needed.") % {
        "found": found,
        "needed": needed,
    }
