#!/bin/sh
# Make an empty Debian 12, install Nianbao in it, and run it there once. As root:
#   docs/examples/container.sh ROOT [COMMAND…]      (without a command: nianbao demo --no-serve)
# ROOT is a folder to be made; systemd-nspawn, a container image made of it, or chroot as here run it afterwards.
# Debian's and Python's package sources, proxies and certificates are those of this machine.
set -eu

root=$1
shift
project=$(cd "$(dirname "$0")/../.." && pwd)
test ! -e "$root" || { echo "$root exists already; name a folder to be made" >&2; exit 2; }

# python3-venv to install, LibreOffice's writer for legacy Word files (leave it out if you have none)
packages=ca-certificates,python3,python3-venv
test -n "${WITHOUT_LIBREOFFICE-}" || packages=$packages,libreoffice-writer-nogui
debootstrap --variant=minbase --include="$packages" bookworm "$root"

# what the network needs is the machine's own
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
test ! -e /etc/pip.conf || cp /etc/pip.conf "$root/etc/pip.conf"

# the project without what is not under version control, and an environment with exactly the locked versions
mkdir -p "$root/opt/nianbao" "$root/var/lib/nianbao"
git -C "$project" archive HEAD | tar -x -C "$root/opt/nianbao"
mount --bind /proc "$root/proc"
trap 'umount "$root/proc"' EXIT
inside() { chroot "$root" /usr/bin/env PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/var/lib/nianbao LC_ALL=C.UTF-8 "$@"; }
inside python3 -m venv /opt/nianbao/.venv
inside /opt/nianbao/.venv/bin/pip install --quiet --require-hashes -r /opt/nianbao/requirements.lock
inside /opt/nianbao/.venv/bin/pip install --quiet --no-deps --no-build-isolation /opt/nianbao

inside useradd --system --home-dir /var/lib/nianbao --shell /usr/sbin/nologin nianbao
inside chown nianbao:nianbao /var/lib/nianbao
test $# -gt 0 || set -- nianbao demo --no-serve
inside setpriv --reuid=nianbao --regid=nianbao --clear-groups --no-new-privs \
  /usr/bin/env PATH=/opt/nianbao/.venv/bin:/usr/bin:/bin NIANBAO_DATA=/var/lib/nianbao "$@"
