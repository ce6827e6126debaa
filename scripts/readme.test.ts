// README and docs tell of commands and settings that there are, and of all of them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './lib/lockedPackage.mjs';

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const readme = read('README.md');

test('Every npm script stands in the README, and every one that stands there exists', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const told = [...readme.matchAll(/\bnpm (?:run ([a-z:]+)|(start|stop|test))\b/g)];
  const names = new Set(told.map(([, run, own]) => run ?? own));
  expect([...names].sort()).toEqual(Object.keys(scripts).sort());
});

test('Every setting of the app stands in docs/app.md', () => {
  const documented = read('docs/app.md');
  const settings = [...read('webapp/config.ts').matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(
    ([, name]) => name,
  );
  expect(settings.length).toBeGreaterThan(10);
  for (const name of settings) expect(documented).toContain(`\`${name}\``);
});
