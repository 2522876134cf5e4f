from django.urls import path

from .views.webhook import stripe_webhook

app_name = "payments"

urlpatterns = [path("stripe/webhook/", stripe_webhook, name="stripe_webhook")]
