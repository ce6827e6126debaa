// The image key: a hash over everything that decides what is in an image. A release is its image key.

import { createHash } from 'node:crypto';
import type { SsmAgent } from '../stackSettings.ts';
import type { ArchiveFile } from './archive.ts';

export type ImageContent = {
  readonly artifact: Uint8Array;
  /** The template and what it runs in the image. */
  readonly packer: readonly ArchiveFile[];
  readonly baseImageId: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly ssmAgent: SsmAgent | undefined;
};

/** A SHA-256, in 64 hex digits. */
export function imageKey(content: ImageContent): string {
  const { artifact, packer, baseImageId, architecture, ssmAgent } = content;
  const files = packer
    .map(({ path, contents, isExecutable }) => [path, isExecutable, sha256(contents)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  // The URL may differ from region to region; the package is what its checksum says.
  const agent = ssmAgent ? ssmAgent.sha256 : null;
  return sha256(JSON.stringify([sha256(artifact), files, baseImageId, architecture, agent]));
}

/** As `x-release` has it. */
export function releaseId(key: string): string {
  return key.slice(0, 12);
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
