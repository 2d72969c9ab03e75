#!/usr/bin/env bash
# Packs the package as it would be published, installs it with the oldest supported Node, and uses it there: the
# command, and the library through its `exports`. With an older Node the command must say so in one line.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm run --silent build
packed=$(npm pack --silent --pack-destination "$folder")
archive="$PWD/examples/shop/recordings/healthy/archive"

cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-save "./$packed"
mkdir old && (cd old && echo '{"private":true}' >package.json && npm install --silent --no-save node@18 2>/dev/null)
mkdir oldest && (cd oldest && echo '{"private":true}' >package.json && npm install --silent --no-save node@22.15.0 2>/dev/null)

oldest=./oldest/node_modules/node/bin/node
command=node_modules/tracewarden/dist/lib/cli/main.js
[ "$($oldest --version)" = v22.15.0 ]
$oldest $command audit "$archive" --quiet --threads 2
cat >library.mjs <<END
import { audit } from 'tracewarden';
const report = await audit({ sources: ['$archive'] });
if (report.verdict !== 'ok') throw new Error(report.verdict);
END
$oldest library.mjs

said=$(./old/node_modules/node/bin/node $command audit "$archive" 2>&1) && exit 1
echo "$said"
[ "$(echo "$said" | wc -l)" = 1 ]
case "$said" in *"needs Node 22.15 or newer"*) ;; *) exit 1 ;; esac
