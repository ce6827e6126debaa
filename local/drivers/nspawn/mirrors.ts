// Where Debian's packages come from: what this machine's own apt uses is near, and allowed.

import { run } from '../run.ts';

export type Mirrors = { readonly debian: string; readonly security: string };

const defaults: Mirrors = {
  debian: 'http://deb.debian.org/debian',
  security: 'http://deb.debian.org/debian-security',
};

/** @param mirror instead of what apt uses; it must have Debian's security archive beside it */
export async function debianMirrors(mirror?: string): Promise<Mirrors> {
  if (mirror !== undefined) {
    const debian = mirror.replace(/\/$/, '');
    return { debian, security: `${debian}-security` };
  }
  const format = '$(LABEL) $(REPO_URI)';
  const targets = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'])
    // An apt without lists, or none at all: the defaults do.
    .catch(() => '');
  return mirrorsOf(targets);
}

/** @param targets lines of a label and an address, such as `Debian-Security http://…/` */
export function mirrorsOf(targets: string): Mirrors {
  const of = (label: string) =>
    targets.match(new RegExp(`^${label} (https?://\\S+?)/?$`, 'm'))?.[1];
  return {
    debian: of('Debian') ?? defaults.debian,
    security: of('Debian-Security') ?? defaults.security,
  };
}
