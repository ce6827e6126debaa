# Turns the packages into an image for EC2: our files, fewer units, and nothing that two instances
# must not share. Arguments: the recipe's folder, the image's root.
set -eu
recipe=$1 root=$2
unset TMPDIR

(cd "$recipe/rootfs" && find . -type f) | while read -r file; do
  install -D -m 644 "$recipe/rootfs/$file" "$root/$file"
done
rm -f "$root/etc/apt/sources.list" "$root"/etc/apt/sources.list.d/0*.list

# Nothing to do in an instance that is replaced, not maintained, and has neither disks nor a keyboard.
systemctl --root="$root" --quiet mask \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer fstrim.timer \
  console-getty.service getty.target systemd-pstore.service dev-hugepages.mount \
  cloud-init-hotplugd.socket
# cloud-init makes the host keys, before sshd starts; this one would add RSA's.
systemctl --root="$root" --quiet mask sshd-keygen.service
# Of no use to an image: a socket for ssh from the host.
mkdir -p "$root/etc/systemd/system-generators"
ln -s /dev/null "$root/etc/systemd/system-generators/systemd-ssh-generator"

# What the first boot would spend its time on otherwise.
chroot "$root" systemd-sysusers
chroot "$root" journalctl --quiet --update-catalog
chroot "$root" ldconfig
chroot "$root" python3 -m compileall -q /usr/lib/python3 /usr/lib/python3.13 /usr/local/lib/python3.13

# What is an instance's own, or the build's.
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/hostname" "$root/etc/resolv.conf"
rm -f "$root/var/lib/systemd/random-seed" "$root/var/lib/systemd/credential.secret"
rm -f "$root/var/cache/ldconfig/aux-cache" "$root"/var/cache/debconf/*-old
rm -rf "$root"/var/lib/cloud "$root"/var/log/journal/* "$root"/var/lib/apt/lists/*
rm -rf "$root"/tmp/* "$root"/var/tmp/* "$root"/run/*
find "$root/var/log" -type f -delete
: > "$root/etc/machine-id"
# An empty one sends the resolver to the instance itself, which refuses at once.
echo '# There is no name server in this network.' > "$root/etc/resolv.conf"
echo '127.0.0.1 localhost
::1 localhost ip6-localhost ip6-loopback' > "$root/etc/hosts"

# Says to systemd that /etc and /var are up to date with /usr: nothing is to be redone at boot.
touch -r "$root/usr" "$root/etc/.updated" "$root/var/.updated"
