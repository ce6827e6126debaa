# Takes out of the image what is one instance's own, and what the build has left. validate.sh checks it.
#
# Packer's connection outlives it, the build user and sshd's host keys apart: no new one can be made.
set -eu

step() { echo "cleanup: $*"; }

step 'state that a service would write again when it stops'
# From here on the journal is in memory, and so is what validate.sh's start of the app writes to it.
journalctl --relinquish-var
systemctl stop systemd-random-seed.service rsyslog.service 2> /dev/null ||
  true # the base image may have none of them
rm -f /var/lib/systemd/random-seed /var/lib/systemd/credential.secret
rm -rf /var/lib/systemd/network/*

step 'cloud-init'
cloud-init clean --logs
rm -f /etc/netplan/50-cloud-init.yaml /etc/network/interfaces.d/50-cloud-init
rm -f /etc/ssh/sshd_config.d/50-cloud-init.conf /etc/sudoers.d/90-cloud-init-users
rm -rf /var/lib/dhcp/* /var/lib/dhcpcd/*

step 'packages'
apt-get clean
rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/debconf/*-old /var/lib/dpkg/*-old

step 'identity'
rm -f /etc/ssh/ssh_host_* /etc/hostname
: > /etc/machine-id
# Elsewhere it is a link to the former.
[ ! -f /var/lib/dbus/machine-id ] || [ -L /var/lib/dbus/machine-id ] || rm /var/lib/dbus/machine-id
rm -rf /var/lib/amazon/ssm/*

step 'the build user'
# By force, since Packer is logged in as it.
userdel --force --remove "$SUDO_USER" 2> /dev/null
rm -f /etc/passwd- /etc/shadow- /etc/group- /etc/gshadow- /etc/subuid- /etc/subgid-
rm -rf /root/.ssh /root/.*_history /root/.cache /root/.lesshst

step 'logs and leftovers'
find /var/log -type f -delete
rm -rf /var/log/journal/* /var/log/amazon
# What systemd-private-… belongs to is a service that runs.
find /tmp /var/tmp -mindepth 1 -maxdepth 1 ! -name 'systemd-private-*' -exec rm -rf {} +
