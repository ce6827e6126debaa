// A stack's program and its configuration, out of `Pulumi.yaml` and `Pulumi.<stack>.yaml`, as Pulumi's CLI reads
// them.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isScalar, parseDocument } from 'yaml';
import type { Program } from '../../../local/engine/program.ts';
import { root } from '../lockedPackage.mjs';

export type StackProgram = { readonly project: string; readonly program: Program };

/** @throws with all that is wrong with the files */
export async function readStackProgram(
  stack: string,
  file = join(root, `Pulumi.${stack}.yaml`),
): Promise<StackProgram> {
  const projectFile = join(root, 'Pulumi.yaml');
  const { project, main } = parseProject(await readFile(projectFile, 'utf8'), projectFile);
  const config = parseConfig(await readFile(file, 'utf8'), file);
  return { project, program: { directory: root, main, config, secretConfigKeys: [] } };
}

/** @throws with all that is wrong; `file` is how messages call it */
export function parseProject(
  yaml: string,
  file: string,
): { readonly project: string; readonly main: string } {
  // Only what is looked at is typed; all of it may be missing.
  const document = (parseDocument(yaml).toJS() ?? {}) as {
    readonly name?: unknown;
    readonly main?: unknown;
    readonly runtime?: { readonly name?: unknown; readonly options?: Record<string, unknown> };
  };
  const { name, main = '.', runtime } = document;
  const problems = [
    typeof name !== 'string' && `name: expected a text, got ${JSON.stringify(name)}`,
    typeof main !== 'string' && `main: expected a path, got ${JSON.stringify(main)}`,
    runtime?.name !== 'nodejs' &&
      `runtime.name: expected nodejs, got ${JSON.stringify(runtime?.name)}`,
    runtime?.options?.typescript !== false &&
      'runtime.options.typescript: expected false, since Node runs TypeScript itself',
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new Error(`${file}:\n  ${problems.join('\n  ')}`);
  return { project: String(name), main: String(main) };
}

/**
 * Values as the program gets them: what stands there, as text; lists and maps as JSON.
 *
 * @throws with all that is wrong; `file` is how messages call it
 */
export function parseConfig(yaml: string, file: string): Readonly<Record<string, string>> {
  const document = parseDocument(yaml);
  const problems = document.errors.map(({ message }) => message);
  const config = document.get('config');
  const entries: [string, string][] = [];
  for (const { key, value } of isMap(config) ? config.items : []) {
    const name = String(key);
    if (isMap(value) && value.has('secure')) {
      problems.push(`${name}: expected a value, got one that only Pulumi's CLI can decrypt`);
    } else if (isScalar(value)) entries.push([name, value.source ?? String(value.value)]);
    else if (isMap(value) || value) entries.push([name, JSON.stringify(value)]);
  }
  if (problems.length > 0) throw new Error(`${file}:\n  ${problems.join('\n  ')}`);
  return Object.fromEntries(entries);
}
