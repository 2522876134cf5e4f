"""What everybody gets while each part that the site needs is away: `make outages`."""
