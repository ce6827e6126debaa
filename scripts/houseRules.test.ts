// The rules of the house that a machine can check; why they are so stands in ARCHITECTURE.md.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './lib/lockedPackage.mjs';

const folders = ['infra', 'webapp', 'agent', 'packer', 'scripts', 'local', 'bench'] as const;

/** Whom a folder may import from, besides itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  infra: [],
  webapp: [],
  agent: [],
  packer: [],
  local: [],
  scripts: folders,
  bench: ['webapp', 'scripts', 'local'],
};

/** Inside `local/`: whom each of its parts may import from, besides itself and the folder's own files. */
const mayImportLocally: Readonly<Record<string, readonly string[]>> = {
  'local/wire': [],
  'local/services': ['local/wire', 'local/store'],
  'local/controllers': ['local/store', 'local/drivers'],
  'local/drivers': [],
  'local/metadata': ['local/wire', 'local/store'],
  'local/engine': [],
};

/** What only one file of a folder may touch; tests, and programs that a bench measures, apart. */
const onlyInOneFile: Readonly<Record<string, RegExp>> = {
  'the clock': /\bDate\.now\(|new Date\(\)|\bperformance\.now\(|process\.(hrtime|uptime)\b/,
  'process.env': /\bprocess\.env\b/,
  child_process: /['"]node:child_process['"]/,
};

/** Files that are longer than the limit, and why that is right. */
const longFiles: Readonly<Record<string, string>> = {};
const maxLines = 250;

type Source = { readonly path: string; readonly text: string; readonly imports: readonly string[] };

const sources = folders.filter((folder) => existsSync(join(root, folder))).flatMap(readSources);
const isApart = ({ path }: Source) => /\.test\.ts$|\/(testing|contenders)\//.test(path);

test('There is something to check', () => {
  expect(sources.map(({ path }) => path)).toContain('webapp/server.ts');
  expect(sources.flatMap(({ imports }) => imports)).toContain('webapp/app.ts');
});

describe('Imports', () => {
  test.each(sources)('of $path stay where they may', ({ path, imports }) => {
    const home = path.split('/')[0] ?? '';
    const foreign = imports
      .filter((file) => !file.startsWith(`${home}/`) && !file.startsWith('node_modules/'))
      .filter((file) => !mayImport[home]?.includes(file.split('/')[0] ?? ''));
    expect(foreign).toEqual([]);
  });

  test.each(sources.filter(({ path }) => partOf(path) !== undefined))(
    'of $path respect the layers of local/',
    ({ path, imports }) => {
      const part = partOf(path) ?? '';
      const foreign = imports
        .map(partOf)
        .filter((other) => other !== undefined && other !== part)
        .filter((other) => !mayImportLocally[part]?.includes(other ?? ''));
      expect(foreign).toEqual([]);
    },
  );

  test('form no cycle', () => {
    expect(findCycle(new Map(sources.map(({ path, imports }) => [path, imports])))).toEqual([]);
  });
});

describe.each(Object.entries(onlyInOneFile))(
  'Only one file of a folder touches %s',
  (_, pattern) => {
    test.each(folders)('in %s', (folder) => {
      const users = sources
        .filter((source) => source.path.startsWith(`${folder}/`) && pattern.test(source.text))
        .filter((source) => !isApart(source));
      expect(users.map(({ path }) => path).slice(1)).toEqual([]);
    });
  },
);

test.each(sources)('$path opens by saying what it is for, and is short', ({ path, text }) => {
  if (!/\.test\.ts$|\.d\.ts$/.test(path)) expect(text).toMatch(/^(#!.*\n)?\/\/ \S/);
  if (!longFiles[path]) expect(text.split('\n').length).toBeLessThanOrEqual(maxLines);
});

function readSources(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mjs|cjs)$/.test(name) && !name.includes('node_modules'))
    .map((name) => {
      const path = join(folder, name);
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });
}

/** The files that a file imports, types included, relative to the project. */
function importsOf(path: string, text: string): string[] {
  const specifiers = /\b(?:from|import|import\(|require\()\s*['"](\.[^'"]+)['"]/g;
  return [...text.matchAll(specifiers)].map(([, specifier = '']) =>
    relative(root, resolve(root, dirname(path), specifier)),
  );
}

/** Such as `local/wire`, for what is inside one of the parts of `local/`. */
function partOf(path: string): string | undefined {
  return Object.keys(mayImportLocally).find((part) => path.startsWith(`${part}/`));
}

/** The files along a cycle, or none. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  function visit(file: string, trail: readonly string[]): string[] {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...trail, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  }
  return [...graph.keys()].map((file) => visit(file, [])).find((cycle) => cycle.length > 0) ?? [];
}
