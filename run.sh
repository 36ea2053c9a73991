#!/usr/bin/env bash
# Shows StreamAe at work: builds the executable where needed and runs its demo, until Ctrl-C.
#   ./run.sh [--reprobe] [--] [OPTIONS OF THE DEMO]
#   ./run.sh --help          this text
#   ./run.sh -- --help       the demo's own options
# Needs the .NET SDK and, the first time, a package source; nothing is installed and nothing outside this folder is
# changed but the package cache of .NET. Build logs and answers of the package source are kept under artifacts/.
#   --reprobe   asks the package source again which optional parts it serves (build/README.md)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=build/common.sh
. "$root/build/common.sh"

probe_options=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      usage "$0"
      exit 0
      ;;
    --reprobe) probe_options+=("$1") ;;
    --)
      shift
      break
      ;;
    *) break ;;
  esac
  shift
done

need_sdk "$root"
"$root/build/probe.sh" ${probe_options[@]+"${probe_options[@]}"}
build_release "$root" src/StreamAe.Host/StreamAe.Host.csproj "$root/artifacts/run-build.log"

executable=$root/src/StreamAe.Host/bin/Release/$(target_framework "$root")/streamae.dll
[ -f "$executable" ] || die "The build succeeded but left no $executable. The log: $root/artifacts/run-build.log"
say "Starting the demo; Ctrl-C ends it."
# In the place of this shell, so that Ctrl-C and signals reach the demo itself.
exec dotnet "$executable" demo "$@"
