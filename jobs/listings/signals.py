from django.dispatch import Signal

# Sent by `JobPage.save()` after the listing is stored with its places, regions and skills, in the same
# transaction. Arguments: `instance` and `update_fields` (None when all fields were saved).
listing_saved = Signal()

# Sent when somebody has verified a company, before other people's listings leave it.
# Arguments: `company` and `email`.
company_verified = Signal()
