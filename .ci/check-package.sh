#!/usr/bin/env bash
# Packs the package as it would be published, installs it with the oldest supported Node, and uses it there: the
# command, and the library through its `exports`. With an older Node the command must say so in one line.
set -euo pipefail
cd "$(dirname "$0")/.."
archive="$PWD/examples/shop/recordings/healthy/archive"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# install FOLDER PACKAGE: into a folder of its own, so that both Nodes and the package can be installed at a time.
install() {
  mkdir "$folder/$1"
  echo '{"private":true}' >"$folder/$1/package.json"
  npm install --loglevel error --no-fund --no-save --no-audit --prefix "$folder/$1" "$2"
}
install old node@18 &
old=$!
install oldest node@22.15.0 &
oldest=$!
npm run --silent build
packed=$(npm pack --silent --pack-destination "$folder")
install user "$folder/$packed"
wait "$old"
wait "$oldest"

cd "$folder/user"
node22=../oldest/node_modules/node/bin/node
command=node_modules/tracewarden/dist/lib/cli/main.js
[ "$($node22 --version)" = v22.15.0 ]
$node22 $command audit "$archive" --quiet --threads 2
cat >library.mjs <<END
import { audit } from 'tracewarden';
const report = await audit({ sources: ['$archive'] });
if (report.verdict !== 'ok') throw new Error(report.verdict);
END
$node22 library.mjs

said=$(../old/node_modules/node/bin/node $command audit "$archive" 2>&1) && exit 1
echo "$said"
[ "$(echo "$said" | wc -l)" = 1 ]
case "$said" in *"needs Node 22.15 or newer"*) ;; *) exit 1 ;; esac
