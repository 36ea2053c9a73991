# shellcheck shell=bash
# What run.sh, test.sh and build/*.sh share. Sourced, never run; bash and what a fresh Debian has, nothing else.

# Build logs are read by these scripts, so they are asked for in English.
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT="${DOTNET_CLI_TELEMETRY_OPTOUT:-1}"

say() { printf '%s\n' "$*"; }

die() {
  printf '%s\n' "$@" >&2
  exit 1
}

# need_sdk ROOT: puts a .NET SDK that ROOT/global.json accepts on the PATH, or says how to get one.
need_sdk() {
  local root=$1 wanted folder
  wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$root/global.json")
  if ! command -v dotnet >/dev/null; then
    for folder in "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
      if [ -n "$folder" ] && [ -x "$folder/dotnet" ]; then
        PATH=$folder:$PATH
        break
      fi
    done
  fi
  local remedy="Install the .NET ${wanted%%.*} SDK (https://dotnet.microsoft.com/download/dotnet/${wanted%.*}; on Debian, with Microsoft's package feed: apt-get install dotnet-sdk-${wanted%.*}) and run this again."
  command -v dotnet >/dev/null ||
    die "There is no 'dotnet' on the PATH; StreamAe is built with the .NET SDK $wanted or a later $(feature_band "$wanted")." "$remedy"
  (cd "$root" && dotnet --version) >/dev/null 2>&1 ||
    die "The .NET SDKs on this machine do not fit; StreamAe is built with $wanted or a later $(feature_band "$wanted"). Found: $(dotnet --list-sdks 2>/dev/null | sed 's/ .*//' | tr '\n' ' ' | sed 's/ $//' | grep . || echo 'no SDK, only a runtime')." "$remedy"
}

# 10.0.100 -> 10.0.x: what "rollForward": "latestFeature" accepts.
feature_band() { printf '%s.x' "${1%.*}"; }

# build_release ROOT TARGET LOG: restores and builds TARGET (a project or solution under ROOT). The servers of the SDK
# are not used: one that outlives the script holds its output pipe open, and a caller that reads to the end waits for it.
build_release() {
  local root=$1 target=$2 log=$3 start=$SECONDS
  mkdir -p "$(dirname "$log")"
  say "Restoring packages ..."
  if ! (cd "$root" && dotnet restore "$target" -v q -tl:off --disable-build-servers) >"$log" 2>&1; then
    show_errors "$log"
    if grep -q 'NU1301' "$log"; then
      say "The package source could not be reached ('dotnet nuget list source' names it). StreamAe needs it for the first build; check the network or the proxy and run this again." >&2
    fi
    die "The packages could not be restored. The whole log: $log"
  fi
  say "Building $(basename "${target%.*}") (Release) ..."
  if ! (cd "$root" && dotnet build "$target" -c Release --no-restore -v m -tl:off --disable-build-servers) >>"$log" 2>&1; then
    show_errors "$log"
    die "The build failed. The whole log: $log"
  fi
  say "Built in $((SECONDS - start)) s."
}

# The distinct error lines of a log, or its end where it has none.
show_errors() {
  if grep -q ' error ' "$1"; then
    grep ' error ' "$1" | sort -u | head -40 >&2
  else
    tail -20 "$1" >&2
  fi
}

# usage SCRIPT: the comment at the head of a script is its help.
usage() { sed -n '2,/^[^#]/{/^[^#]/d;s/^# \{0,1\}//;p;}' "$1"; }

# The target framework of every project here, such as net10.0.
target_framework() { sed -n 's:.*<TargetFramework>\(.*\)</TargetFramework>.*:\1:p' "$1/Directory.Build.props"; }
