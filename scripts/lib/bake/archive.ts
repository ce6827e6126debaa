// Archives whose bytes depend on nothing but the files in them: no times, no owners, one order.

import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'fflate';
import { pack } from 'tar-stream';

export type ArchiveFile = {
  /** Where it will be, without the leading slash: `opt/webapp/server.cjs`. */
  readonly path: string;
  readonly contents: Uint8Array;
  readonly isExecutable: boolean;
};

/** The end of every tar archive. */
const tarEnd = new Uint8Array(1024);

/**
 * Some of an archive's files, compressed. A gzip file may consist of several, one after another, so
 * that what rarely changes is compressed once and kept; see {@link joinLayers}.
 *
 * Compressed in JavaScript, because zlib's output differs from processor to processor. There are no
 * entries for folders: unpacking over `/` must not touch the modes of those that exist.
 */
export async function compressLayer(files: readonly ArchiveFile[]): Promise<Uint8Array> {
  const tar = pack();
  for (const { path, contents, isExecutable } of files.toSorted((a, b) =>
    a.path < b.path ? -1 : 1,
  )) {
    const header = { name: path, mode: isExecutable ? 0o755 : 0o644, mtime: new Date(0) };
    tar.entry(header, Buffer.from(contents));
  }
  tar.finalize();
  return gzip((await buffer(tar)).subarray(0, -tarEnd.length));
}

/** A whole .tar.gz out of layers, in their order. */
export function joinLayers(layers: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([...layers, gzip(tarEnd)]);
}

function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { level: 6, mtime: 0 });
}
