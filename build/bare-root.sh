#!/usr/bin/env bash
# Runs streamae as deploy/Dockerfile's image does, without an image: in a root file system that has the .NET runtime, glibc, OpenSSL,
# certificates and time zones, and nothing else; read-only but for /data and /tmp; as a user without name, home or capabilities.
#   build/bare-root.sh BIN DATA ARGUMENTS...
#     BIN    the folder of the executable (a publish folder, or the output of a build)
#     DATA   becomes /data; give it to user 1654
# Needs root, Linux on x64, and unshare. What it mounts goes with it. The exit code is streamae's.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=build/common.sh
. "$root/build/common.sh"
if [ "${1:-}" = --help ] || [ $# -lt 2 ]; then
  usage "$0"
  exit 2
fi

if [ "${BARE_ROOT_INSIDE:-}" != 1 ]; then
  [ "$(id -u)" = 0 ] || die "build/bare-root.sh needs root, to mount."
  export BARE_ROOT_INSIDE=1
  exec unshare --mount --propagation private "$0" "$@"
fi

bin=$1 data=$2
shift 2
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
# The packages of Ubuntu that are in Microsoft's chiseled images: libc6, libgcc-s1, libstdc++6, libssl3, ca-certificates, tzdata.
libraries="ld-linux-x86-64.so.2 libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libresolv.so.2 libnss_dns.so.2 libnss_files.so.2
  libgcc_s.so.1 libstdc++.so.6 libssl.so.3 libcrypto.so.3"
known=$(/sbin/ldconfig -p)

# A folder that every Linux has; what lay there is hidden from this process alone.
new=/mnt
mount -t tmpfs -o mode=755 bare "$new"
mkdir -p "$new"/{lib64,lib/x86_64-linux-gnu,usr/share/dotnet,usr/share/zoneinfo,etc/ssl/certs,proc,dev,tmp,data,streamae/bin,deploy}
for library in $libraries; do
  path=$(awk -v name="$library" '$1 == name && /x86-64|ld-linux/ && !found { print $NF; found = 1 }' <<<"$known")
  [ -n "$path" ] || die "This machine has no $library."
  cp -L "$path" "$new/lib/x86_64-linux-gnu/$library"
done
cp -L "$new/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" "$new/lib64/"
printf '127.0.0.1 localhost\n' >"$new/etc/hosts"
printf 'hosts: files dns\n' >"$new/etc/nsswitch.conf"
printf 'root:x:0:0::/:/nothing\n' >"$new/etc/passwd"
touch "$new/etc/resolv.conf"
if [ -f /etc/ssl/certs/ca-certificates.crt ]; then cp -L /etc/ssl/certs/ca-certificates.crt "$new/etc/ssl/certs/"; fi
cp -r "$root/deploy/." "$new/deploy"
for device in null zero urandom random; do
  touch "$new/dev/$device"
  mount --bind "/dev/$device" "$new/dev/$device"
done
mount -t tmpfs -o mode=1777 tmp "$new/tmp"
mount --bind "$data" "$new/data"
mount --rbind /proc "$new/proc"
bind_read_only() {
  mount --bind "$1" "$2"
  mount -o remount,bind,ro "$2"
}
bind_read_only "$dotnet" "$new/usr/share/dotnet"
if [ -d /usr/share/zoneinfo ]; then bind_read_only /usr/share/zoneinfo "$new/usr/share/zoneinfo"; fi
bind_read_only "$(cd "$bin" && pwd)" "$new/streamae/bin"
mount -o remount,ro "$new"
exec env -i PATH=/streamae/bin:/usr/sbin:/usr/bin:/sbin:/bin /usr/bin/setpriv --no-new-privs \
  /usr/sbin/chroot --userspec=1654:1654 --groups=1654 "$new" /streamae/bin/streamae "$@"
