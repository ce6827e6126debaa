// How far the journal has been shipped: a file, one per instance, since an image that was made of an
// instance may hold the file of that one.

import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Cursor = {
  /** Undefined before anything was shipped, and for a file that is damaged. */
  read(): Promise<string | undefined>;
  write(cursor: string): Promise<void>;
};

/** As journald writes them; journalctl refuses to begin at anything else. */
const form = /^s=[0-9a-f]{32};i=[0-9a-f]+;b=[0-9a-f]{32};m=[0-9a-f]+;t=[0-9a-f]+;x=[0-9a-f]+$/;

export function openCursor(directory: string, instanceId: string): Cursor {
  const file = join(directory, `${instanceId}.cursor`);
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch(() => '');
      return form.test(text) ? text : undefined;
    },
    async write(cursor) {
      await writeFile(`${file}.new`, cursor);
      await rename(`${file}.new`, file);
    },
  };
}
