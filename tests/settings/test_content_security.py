from settings.content_security import admin_directives, public_directives


def test_forms_lead_to_this_site_and_to_checkout_alone() -> None:
    policy = public_directives(media_origin="", checkout_origins=["https://checkout.stripe.com"])

    assert policy["form-action"] == ["'self'", "https://checkout.stripe.com"]


def test_pictures_come_from_the_bucket_where_there_is_one() -> None:
    media = "https://media.board.example"

    for policy in (
        public_directives(media_origin=media, checkout_origins=[]),
        admin_directives(media_origin=media),
    ):
        pictures = policy["img-src"]
        assert isinstance(pictures, list)
        assert media in pictures
