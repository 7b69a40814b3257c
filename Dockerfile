# The bot as one image: `docker build -t leiderschap .`, then `docker run --env-file .env -p 3000:3000 leiderschap`.
# With PostgreSQL, first: `docker run --env-file .env leiderschap python -m bot migrate`.
# Give SQLite a volume at /app/data, or set DATABASE_URL to PostgreSQL. compose.yaml has the bot with a PostgreSQL.
# The root file system may be read-only, and the user any number.
FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PORT=3000 XDG_CACHE_HOME=/app/cache
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.txt

COPY pyproject.toml .
COPY config config
COPY nudges nudges
COPY bot bot
# The check also fills the cache with the dictionaries, because the bot itself may only read it.
RUN python -m compileall -q --invalidation-mode unchecked-hash bot \
    && python -m bot check && useradd --uid 10001 --no-create-home bot && install -d -o bot -m 700 data
USER bot

EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["python", "-m", "bot", "run"]
