from django.urls import path

from jobs.alerts import views

app_name = "alerts"

urlpatterns = [
    path("alerts/", views.sign_up, name="sign_up"),
    path("alerts/sent/", views.sent, name="sent"),
    path("alerts/<token:token>/", views.manage, name="manage"),
    path("alerts/<token:token>/confirm/", views.confirm, name="confirm"),
    path("alerts/<token:token>/unsubscribe/", views.unsubscribe, name="unsubscribe"),
]
