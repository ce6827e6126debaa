// What the documents for people name is there: files, npm scripts, outcomes and their exit codes.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './lib/lockedPackage.mjs';
import { exitCodes } from './lib/rollout/rolloutOutcome.ts';

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const documents = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);

test.each(['README.md', ...documents])('What %s links to exists', (document) => {
  const targets = [...read(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  for (const target of targets.filter((each) => !/^(https?:|#)/.test(each))) {
    const file = join(root, dirname(document), target.replace(/#.*/, ''));
    expect(existsSync(file), target).toBe(true);
  }
});

test.each(documents)('What %s takes from docs/ as a file exists', (document) => {
  for (const [, file = ''] of read(document).matchAll(/file:\/\/(docs\/\S+)/g)) {
    expect(existsSync(join(root, file)), file).toBe(true);
  }
});

test.each(documents)('Every npm command in %s is one', (document) => {
  const { scripts } = JSON.parse(read('package.json'));
  const commands = [...read(document).matchAll(/\bnpm (?:run (?:--silent )?)?([a-z][a-z:]*)/g)];
  for (const [command, name = ''] of commands) expect(scripts, command).toHaveProperty(name);
});

test('Every outcome stands in docs/failures.md, with its exit code', () => {
  const rows = [...read('docs/failures.md').matchAll(/^\| (\d+) \| `([^`]+)` \|/gm)];
  const table = Object.fromEntries(rows.map(([, code, outcome = '']) => [outcome, Number(code)]));
  expect(table).toEqual(exitCodes);
});

test('Wherever docs/failures.md names an outcome with a code, it is the right one', () => {
  const named = [...read('docs/failures.md').matchAll(/`([a-z ]+)` \((\d+)\)/g)];
  expect(named.length).toBeGreaterThan(20);
  for (const [text, outcome = '', code] of named) {
    expect(exitCodes, text).toHaveProperty(outcome, Number(code));
  }
});
