// The app as a contender: the artifact as it ships, and the sources that it was built from.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Architecture, artifactPath, buildArtifact } from '../../scripts/lib/bake/artifact.ts';
import { root } from '../../scripts/lib/lockedPackage.mjs';
import { outputOf, type Program, start, stop } from './processes.ts';
import { waitForResponse } from './waitForResponse.ts';

export type Webapp = {
  /** The artifact's Node and bundle, with the compile cache that a bake leaves in the image. */
  readonly artifact: (env?: Program['env']) => Program;
  /** `node webapp/server.ts`. */
  readonly sources: (env?: Program['env']) => Program;
  /** The Node of the artifact, which every contender runs on. */
  readonly node: string;
};

/** Builds the artifact, unpacks it into a folder and fills its compile cache as a bake does. */
export async function installWebapp(folder: string): Promise<Webapp> {
  const architecture = process.arch as Architecture; // the bootstrap lets no other through
  await buildArtifact(architecture);
  await outputOf(['tar', '-xzf', artifactPath(architecture), '-C', folder]);
  const compileCache = join(folder, 'var/cache/webapp');
  await mkdir(compileCache, { recursive: true });
  const release = join(folder, 'etc/webapp/release.json');
  await writeFile(
    release,
    JSON.stringify({ key: '0'.repeat(64), commit: 'bench', build: 'bench' }),
  );

  const env = { RELEASE_FILE: release, AWS_EC2_METADATA_DISABLED: 'true' };
  const node = join(folder, 'opt/webapp/bin/node');
  const artifact: Webapp['artifact'] = (more) => ({
    command: [node, join(folder, 'opt/webapp/server.cjs')],
    env: { ...env, NODE_COMPILE_CACHE: compileCache, ...more },
  });
  for (const workers of ['1', '2']) {
    const port = '4100';
    const server = start(artifact({ PORT: port, WORKERS: workers }), '/dev/null');
    await waitForResponse(Number(port), '/health');
    await stop(server);
  }
  return {
    artifact,
    sources: (more) => ({
      command: [node, join(root, 'webapp/server.ts')],
      env: { ...env, ...more },
    }),
    node,
  };
}
