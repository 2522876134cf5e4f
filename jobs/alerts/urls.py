from django.urls import path

from jobs.alerts import views

app_name = "alerts"

urlpatterns = [
    path("alerts/", views.sign_up, name="alerts"),
    path("alerts/sent/", views.sent, name="alerts_sent"),
    path("alerts/<token:token>/", views.manage, name="alert"),
    path("alerts/<token:token>/confirm/", views.confirm, name="alert_confirm"),
    path("alerts/<token:token>/unsubscribe/", views.unsubscribe, name="alert_unsubscribe"),
]
