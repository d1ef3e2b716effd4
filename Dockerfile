# Jisr in a container: not root, its files read-only, everything it remembers under /data.
#
#   docker build -t jisr .
#   docker run --rm --env-file jisr.env -v jisr-data:/data jisr doctor
#   docker run -d  --env-file jisr.env -v jisr-data:/data --read-only --tmpfs /tmp jisr

FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/jisr
WORKDIR /src
COPY requirements.lock .
RUN /opt/jisr/bin/pip install --require-hashes --only-binary :all: -r requirements.lock
COPY . .
RUN /opt/jisr/bin/pip install --no-deps --no-build-isolation . \
    && /opt/jisr/bin/pip uninstall --yes hatchling pip

FROM python:3.11-slim
# Pango and fonts for the printed reports: Arabic, Latin and Tifinagh.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 jisr \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin jisr \
    && install --directory --owner jisr --group jisr --mode 0700 /data
COPY --from=build /opt/jisr /opt/jisr

# PYTHONTZPATH is empty on purpose: the zone data come from the locked tzdata package, never from the
# system's copy, in which Morocco's clock may still be an hour ahead.
ENV PATH="/opt/jisr/bin:$PATH" \
    PYTHONTZPATH="" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    JISR_DATABASE_URL="sqlite+aiosqlite:////data/jisr.db" \
    JISR_FILES_DIR="/data/files" \
    JISR_HTTP_HOST="0.0.0.0"

USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8080

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('JISR_HTTP_PORT', '8080')), timeout=4); c.request('GET', '/livez'); sys.exit(c.getresponse().status != 200)"]

ENTRYPOINT ["jisr"]
CMD ["run"]
