# Makes the base image with mmdebstrap, and publishes it by one rename. baseImage.ts runs it under a
# lock, in process and mount namespaces of its own: whoever ends it ends all of it, and no mount stays.
#
# Arguments: the recipe's folder, the folder to publish as, a folder to keep downloads in, Debian's
# mirror, its security mirror. Steps go to standard error.
set -eu
recipe=$1 target=$2 downloads=$3 mirror=$4 security=$5
partial=$target.partial
root=$partial/rootfs
export LC_ALL=C.UTF-8
# The same day in /etc/shadow, whenever it is made.
export SOURCE_DATE_EPOCH=1754697600

step() { echo "$*" >&2; }

inventory_of() { sh "$recipe/inventory.sh" "$1" times | sha256sum | cut -d ' ' -f 1; }

if [ -e "$target/manifest.json" ]; then
  if [ "$(inventory_of "$target/rootfs")" = "$(cat "$target/inventory")" ]; then
    step 'Another process has made it'
    exit 0
  fi
  # Machines may run on it, so it is only moved away; the next such one takes its place.
  step 'The base image on this machine has been changed'
  rm -rf --one-file-system "$target.changed"
  mv -T "$target" "$target.changed"
fi

rm -rf --one-file-system "$partial"
mkdir -p "$partial/tmp" "$downloads/partial"
umask 022
# What it leaves behind when it is interrupted goes with the rest.
export TMPDIR="$partial/tmp"

eval "$(apt-config shell proxy Acquire::http::Proxy)"
[ -z "${proxy:-}" ] || export http_proxy="$proxy"

# mmdebstrap empties the cache of apt when it is done; by then the downloads are unmounted.
step "Installing Debian from $mirror"
mmdebstrap --mode=root --variant=apt --format=directory \
  --include="$(grep -v '^#' "$recipe/packages.txt" | tr '\n' ' ')" \
  --aptopt='Acquire::Languages "none"' \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*/LC_MESSAGES/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --skip=download/empty --skip=essential/unlink \
  --setup-hook='mkdir -p "$1/var/cache/apt/archives"' \
  --setup-hook="mount --bind '$downloads' \"\$1/var/cache/apt/archives\"" \
  --customize-hook='umount "$1/var/cache/apt/archives"' \
  --customize-hook="sh '$recipe/customize.sh' '$recipe' \"\$1\"" \
  trixie "$root" \
  "deb $mirror trixie main" \
  "deb $mirror trixie-updates main" \
  "deb $security trixie-security main"

rm -rf "$root"/dev/* "$root"/var/cache/apt/*.bin

step 'Checking it'
sh "$recipe/validate.sh" "$root"
sh "$recipe/inventory.sh" "$root" contents > "$partial/contents"
inventory_of "$root" > "$partial/inventory"
dpkg-query --admindir="$root/var/lib/dpkg" --show > "$partial/packages"
architecture=$(dpkg --print-architecture)
cat > "$partial/manifest.json" << END
{
  "name": "debian-13-$architecture-$(date -u +%Y%m%d-%H%M)",
  "builtAt": "$(date -u +%Y-%m-%dT%H:%M:%SZ)",
  "digest": "$(sha256sum < "$partial/contents" | cut -d ' ' -f 1)"
}
END

rm -rf "$partial/contents" "$partial/tmp"
sync -f "$partial"
rm -rf --one-file-system "$target"
mv -T "$partial" "$target"
rm -rf --one-file-system "$downloads"
step 'The base image is made'
