# Checks the image: that the app serves from it, and what must not be in it. All that is wrong is said
# at once. The start fills Node's compile cache, which stays in the image.
#
# RELEASE_ID      what the app has to call itself
# SSM_AGENT_URL   whether the agent of Systems Manager has to be there
set -euf

problems=''
# Said at once, beside what shows it, and again at the end, where "- " has Packer's caller find it.
problem() {
  echo "validate: $*" >&2
  problems="$problems
validate: - $*"
}
step() { echo "validate: $*"; }

# Puts the headers of an answer into $headers and its status into $status; after 20 s it gives up.
await_health() {
  for _ in $(seq 100); do
    headers=$(curl --silent --max-time 5 --dump-header - --output /dev/null \
      http://127.0.0.1:8080/health) || true
    status=$(echo "$headers" | sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p')
    [ "$status" != 200 ] || return 0
    sleep 0.2
  done
  return 1
}

step 'the app serves'
systemctl start webapp.service
if await_health; then
  release=$(echo "$headers" | tr -d '\r' | sed -n 's/^x-release: //Ip')
  [ "$release" = "$RELEASE_ID" ] || problem "x-release: expected $RELEASE_ID, got '$release'"
else
  problem "/health: expected 200 within 20 s, got ${status:-no answer}"
  echo 'validate: the unit says:' >&2
  journalctl --unit webapp.service --lines 30 --no-pager >&2
fi
systemctl stop webapp.service
result=$(systemctl show --property Result --value webapp.service)
[ "$result" = success ] || problem "webapp.service: expected to stop with success, got $result"

step 'the agent starts'
# Here nothing sets LOG_GROUP, so it says that and ends. It leaves its empty folder.
timeout 20 systemctl start --wait webapp-agent.service || true
result=$(systemctl show --property Result --value webapp-agent.service)
started=$(systemctl show --property ExecMainStartTimestampMonotonic --value webapp-agent.service)
state=$(systemctl is-active webapp-agent.service || true)
[ "$result $state" = 'success inactive' ] && [ "$started" != 0 ] || {
  problem "webapp-agent.service: expected to end with success, got $result, $state"
  echo 'validate: the unit says:' >&2
  journalctl --unit webapp-agent.service --lines 30 --no-pager >&2
}
rm -rf /var/lib/webapp-agent /var/lib/private/webapp-agent

step 'what must be there'
# Their argument is one of find's, split into words: what to look for, where.
must() {
  [ -n "$(find $1 2> /dev/null | head -n 1)" ] || problem "$1: expected to be there"
}
must_not() {
  for found in $(find $1 2> /dev/null); do problem "$found: expected to be absent"; done
}
must '/etc/webapp/release.json -type f -perm 644'
must '/var/cache/private/webapp -type f'
must '/etc/machine-id -empty'
for unit in webapp webapp-agent ${SSM_AGENT_URL:+amazon-ssm-agent}; do
  systemctl --quiet is-enabled "$unit.service" || problem "$unit.service: expected to be enabled"
done

step 'what must be absent'
must_not '/etc/ssh -name ssh_host_*'
must_not '/etc/hostname'
must_not '/etc/sudoers.d/90-cloud-init-users'
must_not '/root /home -name authorized_keys'
must_not '/root /home -name .*_history'
must_not '/home -mindepth 1'
must_not '/var/log -type f'
must_not '/var/log/journal -mindepth 1'
must_not '/var/lib/apt/lists -mindepth 1'
must_not '/var/cache/apt/archives -name *.deb'
must_not '/var/lib/cloud/instance /var/lib/cloud/instances /var/lib/cloud/data -maxdepth 0'
must_not '/var/lib/systemd/random-seed /var/lib/systemd/credential.secret'
must_not '/var/lib/dbus/machine-id -type f -size +0'
must_not '/var/lib/dhcp /var/lib/dhcpcd /var/lib/amazon/ssm -mindepth 1'
must_not '/var/lib/webapp-agent /var/lib/private/webapp-agent -maxdepth 0'
must_not '/tmp /var/tmp -mindepth 1 -maxdepth 1 ! -name systemd-private-*'
[ -n "$SSM_AGENT_URL" ] || must_not '/usr/bin/amazon-ssm-agent'
for user in $(getent passwd | awk -F: '$3 >= 1000 && $3 < 60000 { print $1 }'); do
  problem "the user $user: expected to be absent"
done

[ -z "$problems" ] || { echo "validate: the image is not as it must be:$problems" >&2; exit 1; }
step 'the image is as it must be'
