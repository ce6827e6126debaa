// npm run build [-- --arch x64|arm64]: the web app as an artifact, build/webapp-<arch>.tar.gz.

import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Architecture,
  architectures,
  artifactPath,
  buildArtifact,
} from './lib/bake/artifact.ts';
import { root } from './lib/lockedPackage.mjs';
import { script } from './lib/step.ts';

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { arch: { type: 'string', default: process.arch } },
  });
  const architecture = parseArchitecture(values.arch);
  const artifact = await buildArtifact(architecture);
  const digest = createHash('sha256').update(artifact).digest('hex');
  const path = relative(root, artifactPath(architecture));
  process.stdout.write(`${path}  ${artifact.length} bytes  sha256 ${digest}\n`);
}

function parseArchitecture(text: string): Architecture {
  const found = architectures.find((architecture) => architecture === text);
  if (!found) throw new Error(`--arch: expected ${architectures.join(' or ')}, got ${text}`);
  return found;
}

await script(main);
