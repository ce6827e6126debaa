// Programs that come from Debian's packages rather than from npm's.

import { existsSync } from 'node:fs';
import { $, which } from 'zx';

export type SystemPackage = {
  /** What shows that it is there: a command's name, or the path of a file. */
  readonly provides: string;
  readonly package: string;
};

/** What the local region needs. */
export const regionPackages: readonly SystemPackage[] = [
  { provides: 'mmdebstrap', package: 'mmdebstrap' },
  {
    provides: '/usr/share/keyrings/debian-archive-keyring.gpg',
    package: 'debian-archive-keyring',
  },
  { provides: 'systemd-nspawn', package: 'systemd-container' },
  { provides: 'nft', package: 'nftables' },
  { provides: 'ip', package: 'iproute2' },
  { provides: 'sysctl', package: 'procps' },
  { provides: '/usr/sbin/haproxy', package: 'haproxy' },
  { provides: 'packer', package: 'packer' },
];

/** What a bake needs. */
export const bakePackages: readonly SystemPackage[] = [{ provides: 'packer', package: 'packer' }];

/** What `npm test` needs beyond Node and npm. */
export const testPackages: readonly SystemPackage[] = [
  { provides: 'systemd-analyze', package: 'systemd' },
  { provides: 'ssh-keygen', package: 'openssh-client' },
];

/** What the tests of the local region need besides. */
export const hostTestPackages: readonly SystemPackage[] = [
  ...regionPackages,
  // Of its own path: a machine may have another release before it in PATH, which knows less.
  { provides: '/usr/bin/aws', package: 'awscli' },
];

/**
 * Installs the packages that are missing, where that is possible: on Debian or Ubuntu, as root.
 *
 * @throws naming the packages, and the command that installs them, where it is not
 */
export async function ensureSystemPackages(wanted: readonly SystemPackage[]): Promise<void> {
  const found = await Promise.all(wanted.map(({ provides }) => isThere(provides)));
  const missing = wanted.filter((_, i) => !found[i]).map((each) => each.package);
  if (missing.length === 0) return;
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...missing];
  const hasApt = await which('apt-get', { nothrow: true });
  if (!hasApt || process.getuid?.() !== 0) {
    throw new Error(
      `These packages are missing: ${missing.join(', ')}. Install them, on Debian or Ubuntu with\n` +
        `  sudo ${install.join(' ')}`,
    );
  }
  await $({ quiet: true })`apt-get update`;
  await $({ quiet: true })`env DEBIAN_FRONTEND=noninteractive ${install}`;
}

async function isThere(provides: string): Promise<boolean> {
  if (provides.startsWith('/')) return existsSync(provides);
  return Boolean(await which(provides, { nothrow: true }));
}
