// npm run diagram: writes what the program in infra/ says of itself: the picture of the stack, its settings,
// alarms, costs and policies in docs/, and infra/graph.md.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documents } from './lib/diagram/diagramDocuments.ts';
import { root } from './lib/lockedPackage.mjs';
import { script, step } from './lib/step.ts';

async function main(): Promise<void> {
  const written = await step('Running the program against mocks', documents);
  for (const { path, text } of written) {
    await step(path, () => writeFile(join(root, path), text));
  }
}

await script(main);
