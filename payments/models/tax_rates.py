"""The tax rates of the boards, as Stripe knows them."""

import uuid

from django.db import models


def new_tax_rate_key() -> str:
    return f"tax-rate-{uuid.uuid4()}"


class TaxRate(models.Model):
    """One fixed rate. Written before Stripe is asked for it; boards with the same rate share it."""

    name = models.CharField(max_length=20)
    percentage = models.DecimalField(max_digits=6, decimal_places=3)
    inclusive = models.BooleanField()
    livemode = models.BooleanField()
    idempotency_key = models.CharField(max_length=255, unique=True, default=new_tax_rate_key)
    # Empty until Stripe has answered.
    rate_id = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "percentage", "inclusive", "livemode"], name="tax_rate_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.percentage} ({self.rate_id})"
