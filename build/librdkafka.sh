#!/usr/bin/env bash
# Builds the native Kafka client library where the package source has no librdkafka.redist: from the C sources that the npm
# package @confluentinc/kafka-javascript carries. Writes artifacts/librdkafka/librdkafka-streamae.so, which the build copies
# beside the executable when KafkaNative=false. Once: a library that is there already, of this version, is kept.
#   build/librdkafka.sh [--force]
# Needs npm, a C compiler and make; with OpenSSL's headers (Debian: libssl-dev) it can speak TLS.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=build/common.sh
. "$here/common.sh"

# The release that carries the version of librdkafka which Directory.Packages.props asks for.
package=@confluentinc/kafka-javascript
package_version=1.10.1
limit_s=1800

force=
case ${1:-} in
  '') ;;
  --force) force=1 ;;
  -h | --help)
    usage "$0"
    exit 0
    ;;
  *) die "build/librdkafka.sh does not know '$1'; it takes --force." ;;
esac

root=$(dirname "$here")
wanted=$(sed -n 's/.*Include="librdkafka.redist" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")
folder=$root/artifacts/librdkafka
library=$folder/librdkafka-streamae.so
if [ -z "$force" ] && [ -s "$library" ] && [ "$(cat "$folder/version" 2>/dev/null)" = "$wanted" ]; then
  say "librdkafka $wanted: built before ($library)."
  exit 0
fi

[ "$(uname -s)" = Linux ] || die "librdkafka.sh builds for Linux; on $(uname -s), use a package source that serves librdkafka.redist."
for tool in npm tar make cc; do
  command -v "$tool" >/dev/null ||
    die "librdkafka $wanted cannot be built: there is no '$tool'. On Debian: apt-get install npm build-essential libssl-dev. Until then, everything but Kafka works."
done

mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$folder/build.log
say "Building librdkafka $wanted from the sources in $package $package_version (about two minutes; log: artifacts/librdkafka/build.log) ..."
start=$SECONDS
(
  cd "$work"
  npm pack "$package@$package_version"
  tar xzf ./*.tgz
  cd package/deps/librdkafka
  # "Requires" of what a plain machine lacks, and of what StreamAe has no use for.
  ./configure --disable-gssapi --disable-zstd --disable-curl --disable-lz4-ext
  timeout "$limit_s" make -C src librdkafka.so.1
  strip --strip-unneeded src/librdkafka.so.1
) >"$log" 2>&1 </dev/null || {
  tail -5 "$log" >&2
  die "librdkafka $wanted could not be built; the whole log: $log"
}

source=$work/package/deps/librdkafka
found=$(sed -n 's/^#define RD_KAFKA_VERSION  *0x\([0-9a-f]\{6\}\).*/\1/p' "$source/src/rdkafka.h")
found=$((16#${found:0:2})).$((16#${found:2:2})).$((16#${found:4:2}))
[ "$found" = "$wanted" ] || die "$package $package_version carries librdkafka $found, but Directory.Packages.props asks for $wanted. Set package_version in build/librdkafka.sh."
grep -q '^#define WITH_SSL 1' "$source/config.h" || say "  without TLS: OpenSSL's headers are missing (Debian: libssl-dev; then build/librdkafka.sh --force)"
cp "$source/src/librdkafka.so.1" "$library.new"
mv "$library.new" "$library"
printf '%s\n' "$wanted" >"$folder/version"
say "Built in $((SECONDS - start)) s."
