#!/usr/bin/env bash
# Builds StreamAe and runs its tests.
#   ./test.sh [--build-only] [--full] [--filter X] [--reprobe]
#     --build-only   builds everything, runs no test
#     --full         also the long tests (STREAMAE_TEST_FULL=1)
#     --filter X     only tests whose full method name contains X, or that an xunit query /assembly/namespace/class/method
#                    selects; the build's own test is left out
#     --reprobe      asks the package source again which optional parts it serves (build/README.md)
# In this order: installs the Debian packages of build/apt-packages.txt (as root, where apt-get is; elsewhere says what is
# missing and goes on) and the tools that check deploy/ and helm/ (build/deploy-tools.sh, into artifacts/tools), asks which optional parts the package source serves, builds in Release, runs every test project
# under tests/, then the test of the build itself. Results and logs: artifacts/test-results.
# The last line is "N passed, N failed, N skipped". Exit code 1 when a test failed, when a project crashed, hung or ran no
# test though it has some, or when the build failed.
#   STREAMAE_TEST_DATA          the folder of public data sets; by default ../shared/data where it exists
#   STREAMAE_TEST_TIME_LIMIT    the time one test project may take, in seconds; by default 1500, with --full 5400
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=build/common.sh
. "$root/build/common.sh"

build_only='' filter='' full=''
probe_options=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      usage "$0"
      exit 0
      ;;
    --build-only) build_only=1 ;;
    --full) full=1 ;;
    --reprobe) probe_options+=("$1") ;;
    --filter)
      [ -n "${2:-}" ] || die "--filter needs a part of a test's full name."
      filter=$2
      shift
      ;;
    *) die "test.sh does not know '$1'; ./test.sh --help lists what it takes." ;;
  esac
  shift
done

install_packages() {
  apt-get install -y -q --no-install-recommends "$@" || { apt-get update -q && apt-get install -y -q --no-install-recommends "$@"; }
}

# Some packages would start a server at once; the tests start their own, on free ports. Debian asks this file first.
without_starting_services() (
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  "$@"
)

install_debian_packages() {
  local wanted missing=() entry package program
  wanted=$(sed 's/#.*//' "$root/build/apt-packages.txt")
  for entry in $wanted; do
    package=${entry%%:*} program=${entry#"${entry%%:*}"}
    # The program may come from elsewhere, such as node's own packages, which Debian's would push out.
    if [ -n "$program" ] && command -v "${program#:}" >/dev/null; then
      continue
    fi

    if ! command -v dpkg-query >/dev/null || ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
      missing+=("$package")
    fi
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing ${missing[*]} ..."
    if without_starting_services install_packages "${missing[@]}" >"$root/artifacts/apt.log" 2>&1; then
      return 0
    fi
    say "That failed (artifacts/apt.log); tests that need these packages are skipped or fail, with their reason."
  else
    say "Not installed here: ${missing[*]}. Tests that need them are skipped or fail, with their reason. On Debian: apt-get install ${missing[*]}"
  fi
}

mkdir -p "$root/artifacts"
need_sdk "$root"
install_debian_packages
[ -n "$build_only" ] || "$root/build/deploy-tools.sh" || say "Tests that need them are skipped, with this reason."
"$root/build/probe.sh" ${probe_options[@]+"${probe_options[@]}"}
if ! (build_release "$root" StreamAe.sln "$root/artifacts/test-build.log"); then
  [ -n "$build_only" ] || printf '\n%s\n' "0 passed, 1 failed, 0 skipped"
  exit 1
fi
if [ -n "$build_only" ]; then
  say "No test was run (--build-only)."
  exit 0
fi

if [ -z "${STREAMAE_TEST_DATA:-}" ] && [ -d "$root/../shared/data" ]; then
  STREAMAE_TEST_DATA=$(cd "$root/../shared/data" && pwd)
  export STREAMAE_TEST_DATA
fi
[ -z "$full" ] || export STREAMAE_TEST_FULL=1
time_limit_s=${STREAMAE_TEST_TIME_LIMIT:-$([ -n "$full" ] && echo 5400 || echo 1500)}
framework=$(target_framework "$root")
results=$root/artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
all=$results/all.tsv
lines=$results/projects.txt
: >"$all"
: >"$lines"

# xunit's own filters: a query, or a part of the full method name.
filter_arguments=()
case $filter in
  '') ;;
  /*) filter_arguments=(-filter "$filter") ;;
  *) filter_arguments=(-method "*$filter*") ;;
esac

has_tests() {
  grep -rqE '\[([A-Za-z]*, *)?[A-Za-z]*(Fact|Theory)([](,]|Attribute|$)' --include='*.cs' --exclude-dir=bin --exclude-dir=obj "$1"
}

# Test projects are found, not listed: by their name, or because they have tests.
test_projects() {
  local project
  for project in "$root"/tests/*/*.csproj; do
    case $(basename "$project" .csproj) in
      *Tests | *Conformance*) say "$project" ;;
      *) if has_tests "$(dirname "$project")"; then say "$project"; fi ;;
    esac
  done
}

running=
# The test processes are a group of their own, which Ctrl-C does not reach by itself.
trap '[ -z "$running" ] || kill "$running" 2>/dev/null; exit 130' INT TERM

count() { awk -F '\t' -v outcome="$1" '$1 == outcome { n++ } END { print n + 0 }' "$2"; }

# problem NAME TEXT: a failure that is no test's own, counted as one.
problem() { printf 'failed\t%s\t%s\n' "$1" "$2"; }

# The tests that a log says began and did not end, for a run that was cut short.
unfinished() {
  awk '/ \[STARTING\]$/ { sub(/^ +/, ""); sub(/ \[STARTING\]$/, ""); open[$0] = 1 }
       / \[FINISHED\]/ { sub(/^ +/, ""); sub(/ \[FINISHED\].*/, ""); delete open[$0] }
       END { for (test in open) printf "%s%s", n++ ? ", " : "", test }' "$1"
}

run_project() {
  local project=$1 name folder output start=$SECONDS code=0 tsv log note open
  name=$(basename "$project" .csproj)
  folder=$(dirname "$project")
  output=$folder/bin/Release/$framework
  tsv=$results/$name.tsv
  log=$results/$name.log
  : >"$tsv"
  if [ -f "$folder/obj/left-out.txt" ]; then
    say "  $name: $(cat "$folder/obj/left-out.txt")" | tee -a "$lines"
    return
  fi
  if [ ! -f "$output/$name.dll" ]; then
    problem "$name" "is not built: $output/$name.dll is missing. Add the project to StreamAe.sln." | tee -a "$all" >"$tsv"
    say "  $name: not built" | tee -a "$lines"
    return
  fi
  # The project is its own runner. A process that crashes is then seen to crash, and one that hangs is one process.
  (cd "$output" && exec timeout --kill-after=20 "$time_limit_s" dotnet "$name.dll" -noLogo -noColor -noAutoReporters -reporter verbose \
    -xml "$results/$name.xml" -trx "$results/$name.trx" ${filter_arguments[@]+"${filter_arguments[@]}"}) >"$log" 2>&1 </dev/null &
  running=$!
  wait "$running" 2>/dev/null || code=$?
  running=
  if [ -f "$results/$name.xml" ]; then awk -f "$root/build/results.awk" "$results/$name.xml" >"$tsv"; fi
  open=$(unfinished "$log")
  if [ "$code" = 124 ] || [ "$code" = 137 ]; then
    problem "$name" "did not end within $time_limit_s s (STREAMAE_TEST_TIME_LIMIT) and was stopped${open:+ in $open}" >>"$tsv"
  elif [ "$code" != 0 ] && [ "$(count failed "$tsv")" = 0 ]; then
    problem "$name" "ended with exit code $code${open:+ in $open}: $(grep -Eim1 'terminated|unhandled|fatal|error' "$log" || tail -1 "$log")" >>"$tsv"
  elif [ ! -s "$tsv" ] && [ -z "$filter" ] && has_tests "$folder"; then
    problem "$name" "no test was found, though its sources have some" >>"$tsv"
  fi
  cat "$tsv" >>"$all"
  if [ ! -s "$tsv" ]; then
    note=$([ -n "$filter" ] && echo "nothing matches the filter" || echo "has no tests in this version")
  else
    note="$(count passed "$tsv") passed, $(count failed "$tsv") failed, $(count skipped "$tsv") skipped in $((SECONDS - start)) s"
  fi
  say "  $name: $note" | tee -a "$lines"
}

run_gating_test() {
  local tsv=$results/build.tsv code=0 start=$SECONDS
  timeout --kill-after=20 "$time_limit_s" "$root/build/test-gating.sh" "$tsv" >"$results/build.log" 2>&1 </dev/null &
  running=$!
  wait "$running" 2>/dev/null || code=$?
  running=
  touch "$tsv"
  if [ "$code" != 0 ] && [ "$(count failed "$tsv")" = 0 ]; then
    problem "build/test-gating.sh" "ended with exit code $code: $(tail -1 "$results/build.log")" >>"$tsv"
  fi
  cat "$tsv" >>"$all"
  say "  build/test-gating.sh: $(count passed "$tsv") passed, $(count failed "$tsv") failed, $(count skipped "$tsv") skipped in $((SECONDS - start)) s" | tee -a "$lines"
}

say "Running the tests${filter:+ that match $filter} (at most $time_limit_s s a project) ..."
say "  data sets: ${STREAMAE_TEST_DATA:-none (STREAMAE_TEST_DATA)}; long tests: $([ -n "${STREAMAE_TEST_FULL:-}" ] && echo yes || echo 'no (--full)')"
while IFS= read -r project; do run_project "$project"; done < <(test_projects)
[ -n "$filter" ] || run_gating_test
if [ -n "$filter" ] && [ ! -s "$all" ]; then
  problem "--filter" "no test at all matches $filter" >>"$all"
fi

say
say "Summary"
say "Optional parts:"
sed 's/^/  /' "$root/artifacts/parts.txt"
say "Projects:"
cat "$lines"
if [ "$(count skipped "$all")" != 0 ]; then
  say "Skipped tests:"
  awk -F '\t' '$1 == "skipped" { print "  " $2 ": " ($3 == "" ? "no reason given" : $3) }' "$all"
fi
if [ "$(count failed "$all")" != 0 ]; then
  say "Failed (logs: artifacts/test-results):"
  awk -F '\t' '$1 == "failed" { print "  " $2 ($3 == "" ? "" : ": " $3) }' "$all"
fi
failed=$(count failed "$all")
say
say "$(count passed "$all") passed, $failed failed, $(count skipped "$all") skipped"
[ "$failed" = 0 ]
