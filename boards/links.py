"""Rows that are reached by a link, whose token is derived from them."""

from typing import ClassVar, TypeVar

from django.db import models

from boards import tokens

Row = TypeVar("Row", bound="LinkedRow")


class LinkedRow(models.Model):
    """A row with a link; whoever has the link may do what its pages offer."""

    LINK_SALT: ClassVar[str]

    link_version = models.PositiveIntegerField(default=tokens.new_version, editable=False)

    class Meta:
        abstract = True

    @property
    def token(self) -> str:
        return self.token_for(self.LINK_SALT)

    def token_for(self, salt: str) -> str:
        """Return the token of another link to the row, such as one that only shows it."""
        if self.pk is None:
            raise ValueError("A row has a link once it is saved.")
        return tokens.sign(salt=salt, pk=self.pk, version=self.link_version)

    def change_link(self) -> None:
        """Give the row other links; all that were given out before open nothing from now on."""
        self.link_version = tokens.new_version()
        self.save(update_fields=["link_version"])


def rows_of_token(rows: "models.QuerySet[Row]", token: str, *, salt: str = "") -> "models.QuerySet[Row]":
    """Narrow the rows to the one whose current link has this token; to none when there is no such row."""
    said = tokens.read(token, salt=salt or rows.model.LINK_SALT)
    if said is None:
        return rows.none()
    pk, version = said
    return rows.filter(pk=pk, link_version=version)
