#!/usr/bin/env bash
# Tests the gating of the build (build/README.md) on a small house in a temporary folder: the rules of this repository,
# three parts of its own, one package source that is a folder, and a package cache of its own. No network.
#   build/test-gating.sh [RESULTS.tsv]      one line a check: passed|failed <tab> name <tab> message
# Needs one restore of this repository before it, whose packages it uses.
set -euo pipefail
root=$(dirname "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)")
# shellcheck source=build/common.sh
. "$root/build/common.sh"
results=${1:-/dev/null}
: >"$results"
need_sdk "$root"

house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
failures=0

# check NAME COMMAND...: one check; shows the last output where it fails.
check() {
  local name="build gating: $1"
  shift
  if "$@" >/dev/null 2>&1; then
    say "ok    $name"
    printf 'passed\t%s\t\n' "$name" >>"$results"
  else
    say "FAIL  $name ($*)"
    sed 's/^/      | /' "$house/output"
    printf 'failed\t%s\t%s\n' "$name" "not so: $*" >>"$results"
    failures=$((failures + 1))
  fi
}

# try COMMAND...: runs it, keeps its output and exit code for the checks that follow.
try() {
  code=0
  (cd "$house" && "$@") >"$house/output" 2>&1 </dev/null || code=$?
}

succeeded() { [ "$code" = 0 ]; }
says() { grep -qF -- "$1" "${2:-$house/output}"; }
says_not() { ! says "$@"; }
exists() { [ -e "$house/$1" ]; }
absent() { [ ! -e "$house/$1" ]; }
probe() { try "$root/build/probe.sh" --root "$house" "$@"; }
build() { try dotnet build -c Release -v m -tl:off --disable-build-servers "$@"; }

# --- the house -------------------------------------------------------------------------------------------------------
served=YamlDotNet
unserved=StreamAe.NoSuchPackage.ForGatingTest
cp "$root"/{Directory.Build.props,Directory.Build.targets,BannedSymbols.txt,global.json} "$house"
mkdir -p "$house/build" "$house/feed" "$house/src/StreamAe.Host" "$house/src/Served" "$house/src/Unserved"
cp "$root/build/left-out.targets" "$house/build"
sed "s:^  </ItemGroup>:    <PackageVersion Include=\"$unserved\" Version=\"1.0.0\" />\n&:" "$root/Directory.Packages.props" >"$house/Directory.Packages.props"

cat >"$house/build/parts.props" <<END
<Project>
  <PropertyGroup>
    <WithServed Condition="'\$(WithServed)' == ''">true</WithServed>
    <WithUnserved Condition="'\$(WithUnserved)' == ''">true</WithUnserved>
    <WithAbsent Condition="'\$(WithAbsent)' == ''">true</WithAbsent>
    <WithPages Condition="'\$(WithPages)' == ''">true</WithPages>
  </PropertyGroup>
  <ItemGroup>
    <StreamAePart Include="Served" Switch="WithServed" Packages="$served" Project="src/Served/Served.csproj"
                  Without="no served things" Built="\$(WithServed)" Reason="\$(WithServedReason)" />
    <StreamAePart Include="Unserved" Switch="WithUnserved" Packages="$served $unserved" Project="src/Unserved/Unserved.csproj"
                  Without="no unserved things" Built="\$(WithUnserved)" Reason="\$(WithUnservedReason)" />
    <StreamAePart Include="Absent" Switch="WithAbsent" Packages="$served" Project="src/Absent/Absent.csproj"
                  Without="no absent things" Built="\$(WithAbsent)" Reason="\$(WithAbsentReason)" />
    <StreamAePart Include="Pages" Switch="WithPages" Packages="" Project="src/Pages/package.json"
                  Without="no pages" Built="\$(WithPages)" Reason="\$(WithPagesReason)" />
  </ItemGroup>
</Project>
END

gated_project() { # NAME PACKAGE
  cat >"$house/src/$1/$1.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <StreamAePart>$1</StreamAePart>
    <StreamAePartBuilt>\$(With$1)</StreamAePartBuilt>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="$2" />
  </ItemGroup>
</Project>
END
}
gated_project Served "$served"
gated_project Unserved "$unserved"
echo 'namespace Served; internal sealed class UsesIt { internal YamlDotNet.Core.Mark Mark { get; } }' >"$house/src/Served/UsesIt.cs"
echo 'namespace Unserved; internal sealed class UsesIt { internal NoSuchPackage.Thing? Thing { get; } }' >"$house/src/Unserved/UsesIt.cs"
# Analyzers have nothing to find here and take half the time.
sed -i 's:^  <PropertyGroup>:&\n    <RunAnalyzers>false</RunAnalyzers>:' "$house/Directory.Build.props"
cat >"$house/src/StreamAe.Host/StreamAe.Host.csproj" <<'END'
<Project Sdk="Microsoft.NET.Sdk">
  <ItemGroup>
    <ProjectReference Include="../Served/Served.csproj" Condition="'$(WithServed)' == 'true'" />
    <ProjectReference Include="../Unserved/Unserved.csproj" Condition="'$(WithUnserved)' == 'true'" />
  </ItemGroup>
</Project>
END
cat >"$house/House.slnx" <<'END'
<Solution>
  <Project Path="src/Served/Served.csproj" />
  <Project Path="src/StreamAe.Host/StreamAe.Host.csproj" />
  <Project Path="src/Unserved/Unserved.csproj" />
</Solution>
END

source_is() { # URL OR FOLDER
  cat >"$house/nuget.config" <<END
<configuration>
  <packageSources>
    <clear />
    <add key="only" value="$1" />
  </packageSources>
</configuration>
END
}
source_is "$house/feed"

cache=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')
for package in "$served" Meziantou.Analyzer Microsoft.CodeAnalysis.BannedApiAnalyzers; do
  version=$(sed -n "s/.*Include=\"$package\" Version=\"\([^\"]*\)\".*/\1/p" "$root/Directory.Packages.props")
  lower=$(tr '[:upper:]' '[:lower:]' <<<"$package")
  cp "${cache%/}/$lower/$version/$lower.$version.nupkg" "$house/feed" ||
    die "The package cache has no $package $version; restore StreamAe.sln first."
done
export NUGET_PACKAGES=$house/packages
unset WithServed WithUnserved WithAbsent WithPages
# A part of npm's that needs no package, and a node of any version.
mkdir -p "$house/src/Pages" "$house/tools"
echo '{}' >"$house/src/Pages/package.json"
node_is() { # VERSION
  printf '#!/bin/sh\necho %s\n' "$1" >"$house/tools/node"
  printf '#!/bin/sh\nexit 1\n' >"$house/tools/npm"
  chmod +x "$house"/tools/*
}
node_is v20.1.0
export PATH=$house/tools:$PATH

dll() { printf 'src/%s/bin/Release/%s/%s.dll' "$1" "$(target_framework "$root")" "$1"; }
unserved_reason="not served by the package source: $unserved 1.0.0"

# --- served, not served, absent --------------------------------------------------------------------------------------
probe
check "the probe succeeds" succeeded
check "the probe says what is served" says "Served: included"
check "the probe says what is not served, and what is missing without it" says "Unserved: left out: $unserved_reason. Without it: no unserved things."
check "the probe says what this version has no project for" says "Absent: left out: no such project in this version"
check "the answer is kept for people" says "Unserved: left out: $unserved_reason" "$house/artifacts/parts.txt"

build House.slnx
check "the solution builds" succeeded
check "the served project is compiled" exists "$(dll Served)"
check "the unserved project is not compiled" absent "$(dll Unserved)"
check "the unserved project says why" says "Unserved left out: $unserved_reason (part Unserved)"
check "the host's build names the unserved part" says "part Unserved left out: $unserved_reason. Without it: no unserved things."
check "the host's build names the absent part" says "part Absent left out: no such project in this version."
check "the host's build names no part it has" says_not "part Served left out"
check "no warning" says "0 Warning(s)"
check "the host carries an included part" grep -qaF "StreamAe.Part.Served"$'\x08'"included" "$house/$(dll StreamAe.Host)"
check "the host carries why a part is left out" grep -qaF "left out: $unserved_reason" "$house/$(dll StreamAe.Host)"

# --- the kept answer -------------------------------------------------------------------------------------------------
asked="Asking the package source"
probe
check "a second probe uses the kept answer" says_not "$asked"
check "a kept answer still says what is left out" says "Unserved: left out: $unserved_reason"
probe --reprobe
check "--reprobe asks again" says "$asked"
sed -i 's/<WithServed \(.*\)true/<WithServed \1false/' "$house/artifacts/parts.props"
probe
check "a changed answer is noticed" says "is damaged; asking again"
check "a changed answer is asked again" says "Served: included"
head -c 200 "$house/artifacts/parts.props" >"$house/half" && mv "$house/half" "$house/artifacts/parts.props"
probe
check "half an answer is noticed" says "is damaged; asking again"
check "half an answer is asked again" says "Unserved: left out: $unserved_reason"
echo '<!-- another version -->' >>"$house/Directory.Packages.props"
probe
check "changed package versions are asked again" says "$asked"

# --- a part of npm's ---------------------------------------------------------------------------------------------------
check "a part of npm's that needs no package is served" says "Pages: included"
node_is v16.20.2
probe
check "another node is asked again" says "$asked"
check "a node that is too old is named" says "Pages: left out: needs node 18 or later, and this machine has 16"
node_is v20.1.0
echo '{}' >"$house/src/Pages/package-lock.json"
probe
check "packages that npm cannot install are said" says "Pages: left out: npm could not install its packages, see artifacts/probe-Pages.log"
probe
check "and are not kept as an answer" says "$asked"
rm "$house/src/Pages/package-lock.json"
probe

# --- switched off by hand, and a stale output ------------------------------------------------------------------------
build House.slnx -p:WithServed=false
check "a part can be switched off by hand" says "Served left out: switched off by WithServed=false"
check "and the build succeeds" succeeded
check "and the earlier output is gone" absent "$(dll Served)"
check "and the host's output has it no more" absent "src/StreamAe.Host/bin/Release/$(target_framework "$root")/Served.dll"
check "and test.sh finds the note" says "switched off by WithServed=false" "$house/src/Served/obj/left-out.txt"
build src/Served
check "switched on again, it is compiled" exists "$(dll Served)"
check "and the note is gone" absent src/Served/obj/left-out.txt

# --- no source at all ------------------------------------------------------------------------------------------------
# Port 9 (discard) of this machine: nothing listens, the connection is refused at once.
source_is "https://127.0.0.1:9/v3/index.json"
export NUGET_PACKAGES=$house/empty-packages NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT=1
probe
check "a source that is down is not 'not served'" says_not "not served"
check "a source that is down is named as such" says "could not be reached"
check "the probe succeeds without a source" succeeded
probe
check "a failure of the network is not kept as an answer" says "$asked"
export NUGET_PACKAGES=$house/packages
probe
check "without a source, what the package cache holds is served" says "Served: included"
source_is "$house/feed"
probe
check "with the source back, it is asked and answers" says "Unserved: left out: $unserved_reason"

# --- the Kafka client where librdkafka.redist is not served -----------------------------------------------------------
cp "$root/build/kafka-client.props" "$house/build"
client_version=$(sed -n 's:.*<ConfluentKafkaVersion>\(.*\)</ConfluentKafkaVersion>.*:\1:p' "$root/Directory.Packages.props")
cp "${cache%/}/confluent.kafka/$client_version/confluent.kafka.$client_version.nupkg" "$house/feed" ||
  die "The package cache has no Confluent.Kafka $client_version; restore StreamAe.sln first."
mkdir -p "$house/src/Kafka"
cat >"$house/src/Kafka/Kafka.csproj" <<'END'
<Project Sdk="Microsoft.NET.Sdk">
  <Import Project="../../build/kafka-client.props" />
</Project>
END
echo 'namespace Kafka; internal sealed class UsesIt { internal Confluent.Kafka.Offset Offset { get; } }' >"$house/src/Kafka/UsesIt.cs"
kafka_output=src/Kafka/bin/Release/$(target_framework "$root")
build src/Kafka -p:KafkaNative=false
check "without librdkafka.redist, a Kafka project builds" succeeded
check "with the client's assembly" exists "$kafka_output/Confluent.Kafka.dll"
check "and without a native library where none was built" absent "$kafka_output/librdkafka-streamae.so"
mkdir -p "$house/artifacts/librdkafka"
echo built >"$house/artifacts/librdkafka/librdkafka-streamae.so"
build src/Kafka -p:KafkaNative=false
check "the library that was built is beside it" exists "$kafka_output/librdkafka-streamae.so"
build src/Kafka -p:KafkaNative=true
check "with the package, its native library is asked for" says "librdkafka.redist"

# --- a mistake in a project ------------------------------------------------------------------------------------------
sed -i 's/<StreamAePart>Unserved/<StreamAePart>Misspelt/' "$house/src/Unserved/Unserved.csproj"
build src/Unserved
check "a project of an unknown part is an error" says "'Misspelt', which build/parts.props does not list"

[ "$failures" = 0 ]
