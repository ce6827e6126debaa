# Puts the app and its agent into the image, and on AWS the agent of Systems Manager, the only way into an instance.
#
# ARTIFACT           a mirror of / as .tar.gz
# RELEASE            what /etc/webapp/release.json is to hold
# SSM_AGENT_URL      the agent's Debian package, or empty to leave it out
# SSM_AGENT_SHA256   its checksum
set -eu
umask 022

step() { echo "install: $*"; }

is_running() {
  case $(systemctl show --property ActiveState --value "$1") in
    inactive | failed) return 1 ;;
  esac
}

# An image does not change by itself; and what installs packages now must be done first.
systemctl --quiet mask --now apt-daily.timer apt-daily-upgrade.timer
waited=0
while is_running apt-daily.service || is_running apt-daily-upgrade.service; do
  waited=$((waited + 1))
  [ "$waited" -le 600 ] || { echo 'install: apt-daily still runs after 10 minutes' >&2; exit 1; }
  sleep 1
done

step 'waiting for cloud-init, which writes files until it is done'
timeout 180 cloud-init status --wait > /dev/null || {
  code=$?
  # 2: done, with something to complain of.
  [ "$code" -eq 2 ] || { cloud-init status --long >&2; exit "$code"; }
}

step 'the app'
tar --extract --gzip --file "$ARTIFACT" --directory / --no-same-owner --no-overwrite-dir
printf '%s\n' "$RELEASE" > /etc/webapp/release.json
chmod 644 /etc/webapp/release.json
systemctl daemon-reload
# The agent runs in instances; here it would write down how far it has shipped the build's journal.
systemctl --quiet enable webapp.service webapp-agent.service

if [ -n "$SSM_AGENT_URL" ]; then
  step 'the agent of Systems Manager'
  package=/dev/shm/amazon-ssm-agent.deb
  curl --fail --silent --show-error --location --retry 5 --max-time 300 \
    --output "$package" "$SSM_AGENT_URL"
  got=$(sha256sum "$package" | cut -d ' ' -f 1)
  if [ "$got" != "$SSM_AGENT_SHA256" ]; then
    echo "$SSM_AGENT_URL: expected SHA-256 $SSM_AGENT_SHA256, got $got. Nothing was installed." >&2
    exit 1
  fi
  dpkg --install "$package"
  systemctl --quiet enable amazon-ssm-agent.service
  # It runs in instances; here it would write down who this one is.
  systemctl stop amazon-ssm-agent.service
fi
