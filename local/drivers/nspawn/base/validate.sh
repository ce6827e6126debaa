# Checks the image: what must be there, and what must not. Argument: the image's root.
set -eu
root=$1
problems=0

problem() {
  echo "The base image is wrong: $*" >&2
  problems=1
}

for file in usr/lib/systemd/systemd usr/sbin/sshd usr/bin/cloud-init usr/bin/sudo usr/bin/curl; do
  [ -x "$root/$file" ] || problem "there is no /$file"
done
[ -e "$root/etc/machine-id" ] || problem 'there is no /etc/machine-id'
[ ! -s "$root/etc/machine-id" ] || problem '/etc/machine-id is not empty'
[ ! -s "$root/var/lib/dbus/machine-id" ] || problem '/var/lib/dbus/machine-id is not empty'
for file in "$root"/etc/ssh/ssh_host_* "$root"/var/lib/cloud "$root"/var/lib/apt/lists/* \
  "$root"/var/cache/apt/archives/*.deb "$root"/root/.ssh/* "$root"/root/.bash_history \
  "$root"/etc/hostname "$root"/tmp/* "$root"/run/* "$root"/var/log/*.log; do
  [ ! -e "$file" ] || problem "there is ${file#"$root"}"
done
if grep -q '^nameserver' "$root/etc/resolv.conf"; then problem 'it has the name server of the build'; fi
exit $problems
