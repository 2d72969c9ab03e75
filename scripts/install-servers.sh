#!/bin/sh
# Installs the servers that test/real starts, and the check of templates, into .cache (not committed). Does nothing
# where they are there. Needs Go (https://go.dev/dl/) and Python 3; takes some minutes the first time.
set -eu

VERSITYGW_VERSION=v1.8.0
MOTO_VERSION=5.2.5
# What moto stands in for.
MOTO_EXTRAS=server,cloudwatch,sns,sqs,ssm,secretsmanager,scheduler,awslambda
CFN_LINT_VERSION=1.58.0

root=$(cd "$(dirname "$0")/.." && pwd)
cache="$root/.cache"
bin="$cache/bin"

# is_installed PROGRAM STAMP VERSION
is_installed() {
  [ -x "$1" ] && [ "$(cat "$2" 2>/dev/null)" = "$3" ]
}

install_versitygw() {
  if is_installed "$bin/versitygw" "$bin/versitygw.version" "$VERSITYGW_VERSION"; then
    echo "install-servers: versitygw $VERSITYGW_VERSION is in .cache/bin"
    return
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
  echo "$VERSITYGW_VERSION" > "$bin/versitygw.version"
  echo "install-servers: versitygw $VERSITYGW_VERSION installed"
}

install_moto() {
  versions="moto $MOTO_VERSION [$MOTO_EXTRAS], cfn-lint $CFN_LINT_VERSION"
  if is_installed "$cache/moto/bin/moto_server" "$cache/moto/versions" "$versions"; then
    echo "install-servers: $versions are in .cache/moto"
    return
  fi
  if ! command -v python3 >/dev/null 2>&1; then
    echo "install-servers: Python 3 is needed for moto and was not found; see https://www.python.org/downloads/" >&2
    exit 1
  fi
  echo "install-servers: installing $versions into .cache/moto (a minute or so)"
  rm -rf "$cache/moto"
  mkdir -p "$cache"
  python3 -m venv "$cache/moto"
  "$cache/moto/bin/pip" install --quiet --disable-pip-version-check \
    "moto[$MOTO_EXTRAS]==$MOTO_VERSION" "cfn-lint==$CFN_LINT_VERSION"
  echo "$versions" > "$cache/moto/versions"
  echo "install-servers: $versions installed"
}

install_versitygw
install_moto
