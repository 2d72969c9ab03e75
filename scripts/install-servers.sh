#!/bin/sh
# Installs the servers that test/real starts, into .cache/bin (not committed). Does nothing where they are there.
# Needs Go (https://go.dev/dl/); takes some minutes the first time.
set -eu

VERSITYGW_VERSION=v1.8.0

root=$(cd "$(dirname "$0")/.." && pwd)
bin="$root/.cache/bin"
stamp="$bin/versitygw.version"

if [ -x "$bin/versitygw" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$VERSITYGW_VERSION" ]; then
  echo "install-servers: versitygw $VERSITYGW_VERSION is in .cache/bin"
  exit 0
fi

PATH="$PATH:/usr/local/go/bin"
if ! command -v go >/dev/null 2>&1; then
  echo "install-servers: Go is needed to build versitygw and was not found; see https://go.dev/dl/" >&2
  exit 1
fi

echo "install-servers: building versitygw $VERSITYGW_VERSION into .cache/bin (some minutes the first time)"
mkdir -p "$bin"
GOBIN="$bin" go install "github.com/versity/versitygw/cmd/versitygw@$VERSITYGW_VERSION"
# Written last, so that an installation that was cut short is done again.
echo "$VERSITYGW_VERSION" > "$stamp"
echo "install-servers: versitygw $VERSITYGW_VERSION installed"
