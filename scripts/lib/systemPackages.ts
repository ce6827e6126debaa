// Programs that come from Debian's packages rather than from npm's.

import { $, which } from 'zx';

export type SystemPackage = { readonly command: string; readonly package: string };

/** What `npm test` needs beyond Node and npm. */
export const testPackages: readonly SystemPackage[] = [
  { command: 'systemd-analyze', package: 'systemd' },
];

/**
 * Installs the packages whose commands are missing, where that is possible: on Debian or Ubuntu, as
 * root.
 *
 * @throws naming the packages, and the command that installs them, where it is not
 */
export async function ensureSystemPackages(wanted: readonly SystemPackage[]): Promise<void> {
  const paths = await Promise.all(wanted.map(({ command }) => which(command, { nothrow: true })));
  const missing = wanted.filter((_, i) => !paths[i]).map((each) => each.package);
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
