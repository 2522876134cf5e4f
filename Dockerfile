# syntax=docker/dockerfile:1

# Exact versions; `docker buildx imagetools inspect python:3.12.12-slim-trixie` prints the digest to pin beside them.
FROM python:3.12.12-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
# Before the code is copied, so that a change of the code installs nothing again.
COPY requirements.txt .
RUN pip install --require-hashes --requirement requirements.txt
WORKDIR /srv/hitchpost
COPY . .
# Collecting static files needs settings that start. None of these values is kept in the image.
# The code is compiled here, since the running container cannot write beside it.
RUN SECRET_KEY=only-for-collecting-static-files \
    ALLOWED_HOSTS=build.example \
    DATABASE_URL=sqlite://:memory: \
    EMAIL_URL=dummymail:// \
    DEFAULT_FROM_EMAIL=build@build.example \
    WAGTAILADMIN_BASE_URL=https://build.example \
    STRIPE_MODE=test \
    STRIPE_SECRET_KEY=sk_test_not_a_real_key \
    STRIPE_WEBHOOK_SECRETS=whsec_not_a_real_secret \
    DJANGO_SETTINGS_MODULE=settings.production \
    python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q .

# The offline Stripe of a staging site: `compose.staging.yaml` builds this target.
FROM python:3.12.12-slim-trixie AS sandbox
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1
COPY stripe_sandbox/requirements.txt .
RUN pip install --require-hashes --requirement requirements.txt
RUN useradd --system --uid 10001 --home-dir /srv/sandbox --shell /usr/sbin/nologin sandbox
WORKDIR /srv/sandbox
COPY stripe_sandbox stripe_sandbox
RUN python -m compileall -q stripe_sandbox && install --directory --owner sandbox --group sandbox state
USER sandbox
EXPOSE 12111
ENTRYPOINT ["python", "-m", "stripe_sandbox", "--host", "0.0.0.0", "--state", "state/stripe.sqlite3"]

FROM python:3.12.12-slim-trixie AS site
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=settings.production \
    HOST=0.0.0.0 \
    PORT=8000
# The fonts that pictures of shared links and receipts are drawn with; text from right to left needs the library.
# PostgreSQL's client, of the server's version in compose.yaml, makes the backups.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-dejavu-core libfribidi0 postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /srv/hitchpost --shell /usr/sbin/nologin hitchpost
COPY --from=build /opt/venv /opt/venv
# The code belongs to root, so the process can only write to var/media and backups.
COPY --from=build /srv/hitchpost /srv/hitchpost
WORKDIR /srv/hitchpost
RUN install --directory --owner hitchpost --group hitchpost var/media backups
USER hitchpost
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "scripts/healthcheck.py"]
CMD ["gunicorn", "--config", "site/gunicorn.conf.py", "wsgi"]
