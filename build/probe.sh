#!/usr/bin/env bash
# Asks the package sources of this machine which optional parts (build/parts.props) they can serve, by restoring each
# part's packages at the exact versions of Directory.Packages.props. Writes
#   artifacts/parts.props   the answer for MSBuild: the switch of each part, and why it is off
#   artifacts/parts.txt     the same for people, and for the test summary
# and prints the latter. The answer is kept until the parts, the versions, the package sources or the SDK change.
#   build/probe.sh [--reprobe] [--root FOLDER]
# Three answers are possible for a part: served; not served (the source answered that it has not got a package); not
# known (no source could be reached, or the restore failed for another reason). Where one part is not known it is left
# out of this build, and nothing is kept: the next run asks again.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=build/common.sh
. "$here/common.sh"

# A restore of one part from an empty package cache takes seconds to a minute; beyond this the source is as good as down.
restore_limit_s=300

root=$(dirname "$here")
reprobe=
while [ $# -gt 0 ]; do
  case $1 in
    --reprobe) reprobe=1 ;;
    --root)
      [ -d "${2:-}" ] || die "--root needs the folder that holds build/parts.props, not '${2:-}'."
      root=$(cd "$2" && pwd)
      shift
      ;;
    -h | --help)
      usage "$0"
      exit 0
      ;;
    *) die "build/probe.sh does not know '$1'; it takes --reprobe and --root FOLDER." ;;
  esac
  shift
done

need_sdk "$root"
cd "$root"
artifacts=$root/artifacts
answer=$artifacts/parts.props
work=$artifacts/probe.$$
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT

# One part a line: name|switch|packages|project|without.
parts=$(tr '\n' ' ' <build/parts.props | sed 's/<StreamAePart /\n&/g' | sed -n '/^<StreamAePart /{
  s/>.*//
  s/.*Include="\([^"]*\)".*Switch="\([^"]*\)".*Packages="\([^"]*\)".*Project="\([^"]*\)".*Without="\([^"]*\)".*/\1|\2|\3|\4|\5/p
}')
count=$(grep -c '<StreamAePart ' build/parts.props || true)
[ "$(grep -c . <<<"$parts" || true)" = "$count" ] ||
  die "build/parts.props has $count parts, of which only $(grep -c . <<<"$parts" || true) can be read: each needs Include, Switch, Packages, Project and Without, in this order."

version_of() { sed -n "s/.*<PackageVersion Include=\"$1\" Version=\"\([^\"]*\)\".*/\1/p" Directory.Packages.props | head -1; }

# What the answer depends on.
key=$(
  {
    cat Directory.Packages.props build/parts.props "$here/probe.sh"
    dotnet --version
    dotnet nuget list source
    node --version 2>&1 || true
  } | cksum
)

checksum_of_answer() { grep -v '<!-- checksum ' "$1" | cksum; }

usable_answer() {
  [ -f "$answer" ] || return 1
  if ! grep -qF "<!-- checksum $(checksum_of_answer "$answer") -->" "$answer" || [ "$(tail -1 "$answer")" != "</Project>" ]; then
    say "The kept answer artifacts/parts.props is damaged; asking again."
    return 1
  fi
  grep -qF "<!-- key $key -->" "$answer"
}

# restore_part NAME PACKAGES [RESTORE OPTIONS]: restores a throw-away project with the packages, under the house's own
# rules (a version that is only nearly the wanted one is an error). Leaves the log in $work/NAME/log.
restore_part() {
  local name=$1 packages=$2 package
  shift 2
  mkdir -p "$work/$name"
  {
    say '<Project Sdk="Microsoft.NET.Sdk">'
    say '  <PropertyGroup><NuGetAudit>false</NuGetAudit></PropertyGroup>'
    say '  <ItemGroup>'
    say '    <PackageReference Remove="@(PackageReference)" />'
    for package in $packages; do say "    <PackageReference Include=\"$package\" />"; done
    say '  </ItemGroup>'
    say '</Project>'
  } >"$work/$name/Probe.csproj"
  timeout "$restore_limit_s" dotnet restore "$work/$name/Probe.csproj" -v q -tl:off --disable-build-servers "$@" >"$work/$name/log" 2>&1 </dev/null
}

# The package ids that a log says are missing, or the given ones where it names none.
missing_packages() {
  local found
  found=$(sed -n \
    -e 's/.*error NU110[123].*Unable to find \(a stable \)\{0,1\}package \([^ ]*[^ .]\)\(\.\{0,1\} .*\)\{0,1\}$/\2/p' \
    -e "s/.*error NU1301.*information about '\([^']*\)'.*/\1/p" \
    -e 's/.*error NU1603.* but \([^ ]*\) .* was not found.*/\1/p' "$1" | sort -u)
  say "${found:-$(tr ' ' '\n' <<<"$2")}"
}

# Whether a log says that a source is down. A source that is up and refuses one package (403, 404, 410, 451) is not.
unreachable() {
  grep -q 'error NU1301' "$1" || return 1
  grep -q 'NU1301.*service index' "$1" || ! grep -Eq 'NU1301.*(403|404|410|451) \(' "$1"
}

# judge NAME PACKAGES CODE: sets verdict (true | false | unknown) and reason from a restore's exit code and log.
judge() {
  local log=$work/$1/log code=$3 codes package version listed=
  reason=
  if [ "$code" = 0 ]; then
    verdict=true
    return
  fi
  codes=$(sed -n 's/.*error \(NU[0-9]*\|[A-Z]*[0-9][0-9]*\):.*/\1/p' "$log" | sort -u | tr '\n' ' ')
  if [ "$code" = 124 ]; then
    verdict=unknown reason="the package source did not answer within $restore_limit_s s"
  elif [ -n "$offline" ] || unreachable "$log"; then
    verdict=unknown reason="the package source could not be reached, so it is not known whether it serves the packages"
    offline=1
  elif [ -n "$codes" ] && ! grep -Eqv '^((NU1101|NU1102|NU1103|NU1603|NU1301) )+$' <<<"$codes"; then
    for package in $(missing_packages "$log" "$2"); do
      version=$(version_of "$package")
      listed="${listed:+$listed, }$package${version:+ $version}"
    done
    verdict=false reason="not served by the package source: $listed"
  else
    verdict=unknown reason="the restore failed for another reason (${codes:-exit code $code}), see artifacts/probe-$1.log"
    cp "$log" "$artifacts/probe-$1.log"
  fi
}

# The oldest node that the console's tools run on.
least_node=18

# probe_npm NAME PROJECT: the same verdict for a part that node and npm build. What npm installs stays for the build, so a part
# whose packages are there already needs no registry.
probe_npm() {
  local folder=$root/${2%/*} log=$work/$1/log version
  verdict=true reason=
  version=$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p') || true
  if [ -z "$version" ] || ! command -v npm >/dev/null; then
    verdict=false reason="needs node $least_node or later with npm, which is not installed"
  elif [ "$version" -lt "$least_node" ]; then
    verdict=false reason="needs node $least_node or later, and this machine has $version"
  elif [ -f "$folder/package-lock.json" ] && ! [ "$folder/node_modules/.installed" -nt "$folder/package-lock.json" ]; then
    mkdir -p "$work/$1"
    if (cd "$folder" && timeout "$restore_limit_s" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >"$log" 2>&1 </dev/null; then
      touch "$folder/node_modules/.installed"
    else
      verdict=unknown reason="npm could not install its packages, see artifacts/probe-$1.log"
      cp "$log" "$artifacts/probe-$1.log"
    fi
  fi
}

probe() {
  local name switch packages project without package code kept_key=$key
  say "Asking the package source which optional parts it serves ..."
  # A damaged answer would break the restores below, which read it like every project here.
  rm -f "$answer"
  offline=
  mkdir -p "$work/empty-source"
  : >"$work/switches"
  while IFS='|' read -r name switch packages project without; do
    for package in $packages; do
      [ -n "$(version_of "$package")" ] ||
        die "Directory.Packages.props has no version of $package, which part $name needs (build/parts.props). Add a PackageVersion for it."
    done
    code=0
    if [[ $project == */package.json ]]; then
      probe_npm "$name" "$project"
    else
      if [ -z "$offline" ]; then
        restore_part "$name" "$packages" || code=$?
      else
        # No source answered for an earlier part: what the local package cache holds is still good.
        restore_part "$name" "$packages" --source "$work/empty-source" || code=$?
      fi
      judge "$name" "$packages" "$code"
    fi
    say "  $name: $(case $verdict in true) echo served ;; *) echo "$reason" ;; esac)"
    [ "$verdict" != unknown ] || kept_key="none: not known for every part, ask again"
    {
      say "    <$switch Condition=\"'\$($switch)' == ''\">$([ "$verdict" = true ] && echo true || echo false)</$switch>"
      say "    <${switch}Reason>$reason</${switch}Reason>"
    } >>"$work/switches"
  done <<<"$parts"
  {
    say '<Project>'
    say '  <!-- Written by build/probe.sh: which optional parts the package sources of this machine serve. Not kept in git. -->'
    say "  <!-- key $kept_key -->"
    say '  <PropertyGroup>'
    cat "$work/switches"
    say '  </PropertyGroup>'
    say '</Project>'
  } >"$work/parts.props"
  {
    sed '$d' "$work/parts.props"
    say "  <!-- checksum $(checksum_of_answer "$work/parts.props") -->"
    say '</Project>'
  } >"$work/answer"
  mv "$work/answer" "$answer"
}

if [ -n "$reprobe" ] || ! usable_answer; then
  probe
else
  say "Optional parts, as the package source answered earlier (--reprobe asks again):"
fi

# Whether a part's project exists is looked up every time: it is a question to the checkout, not to the source.
while IFS='|' read -r name switch packages project without; do
  value=$(sed -n "s:.*<$switch [^>]*>\([a-z]*\)</$switch>.*:\1:p" "$answer")
  reason=$(sed -n "s:.*<${switch}Reason>\(.*\)</${switch}Reason>.*:\1:p" "$answer")
  chosen=${!switch:-}
  if [ ! -f "$project" ]; then
    status="left out: no such project in this version (its packages: ${reason:-served})"
  elif [ "${chosen:-$value}" != false ]; then
    status=included
  elif [ "$value" = false ]; then
    status="left out: $reason"
  else
    status="left out: switched off by $switch=false"
  fi
  [ "$status" = included ] || status="$status. Without it: $without."
  say "$name: $status"
done <<<"$parts" >"$work/parts.txt"
mv "$work/parts.txt" "$artifacts/parts.txt"

# The one part that this machine can make itself. Where it cannot, the build goes on without.
if grep -q '^KafkaNative: left out' "$artifacts/parts.txt" && [ -f "$root/src/StreamAe.Kafka/StreamAe.Kafka.csproj" ]; then
  "$here/librdkafka.sh" || say "Kafka sources and sinks will answer with an error; everything else works."
fi
sed 's/^/  /' "$artifacts/parts.txt"
