// A bake into the bench's region, as a user types it, timed from outside.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegionSettings } from '../../local/settings.ts';
import { root } from '../../scripts/lib/lockedPackage.mjs';
import { now } from './clock.ts';
import { outputOf } from './processes.ts';

/** @returns the seconds that the whole command took */
export async function bake(settings: RegionSettings, ...more: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'bake-'));
  try {
    const file = join(folder, 'Pulumi.bench.yaml');
    await writeFile(
      file,
      `config:
  aws:region: ${settings.regionName}
  rollover:localRegion: ${settings.id}
  rollover:instanceType: ${process.arch === 'arm64' ? 't4g.small' : 't3.small'}
  rollover:ssmAgent: false
`,
    );
    const script = join(root, 'scripts/bake.ts');
    const start = now();
    await outputOf([
      process.execPath,
      ...[script, '--stack', 'bench', '--config-file', file, '--json', ...more],
    ]);
    return (now() - start) / 1000;
  } finally {
    await rm(folder, { recursive: true });
  }
}
