from django.dispatch import Signal

# Sent by `JobPage.save()` when the listing is stored with its places, regions and tags: `instance`, and
# `update_fields`, None when all of it was saved. Inside the same transaction.
listing_saved = Signal()
