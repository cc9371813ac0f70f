#!/bin/sh
# What PostgreSQL's official image does at its first start with POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD_FILE, POSTGRES_INITDB_ARGS,
# PGDATA and /docker-entrypoint-initdb.d, for a test without a registry of images.
set -eu
PATH="$(echo /usr/lib/postgresql/*/bin):$PATH"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # shellcheck disable=SC2086
  initdb --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" $POSTGRES_INITDB_ARGS >/dev/null
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  pg_ctl -o "-c listen_addresses='' -k /var/run/postgresql" -w start >/dev/null
  createdb -h /var/run/postgresql -U "$POSTGRES_USER" "$POSTGRES_DB" || true
  for file in /docker-entrypoint-initdb.d/*.sql; do
    psql -h /var/run/postgresql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v ON_ERROR_STOP=1 -f "$file" >/dev/null
  done
  pg_ctl -w stop >/dev/null
fi
exec postgres -c listen_addresses='*' -k /var/run/postgresql
