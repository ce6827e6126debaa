// The web app as one file: its own code and every package that it uses.

import { readFile } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';
import { root } from './lockedPackage.mjs';

/** Bundles `webapp/` for the pinned Node. The same sources give the same bytes anywhere. */
export async function bundleWebapp(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['webapp/server.ts'],
    bundle: true,
    platform: 'node',
    target: 'node24',
    // A bundle in ESM would load undici while it is imported: 25 ms of every start.
    format: 'cjs',
    // ES modules where a package has them: unlike CommonJS, what is not used is left out.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    plugins: [fileTypesOnly],
    // Ways to credentials that need a person with a browser. An instance has its role; the AWS
    // client loads these only for a profile that asks for them.
    external: [
      '@aws-sdk/credential-provider-sso',
      '@aws-sdk/credential-provider-login',
      '@aws-sdk/token-providers',
    ],
    write: false,
  });
  const [bundle] = outputFiles;
  if (!bundle)
    throw new Error('bundling webapp/server.ts: expected one file from esbuild, got none');
  return bundle.contents;
}

/**
 * Keeps the 1,000 media types of mime-db that have a file extension, of 2,500, and of each what
 * mime-types reads: 85 kB less to load. mime-types only looks up the others' charset, and those that
 * begin with text/ are UTF-8 to it anyway.
 */
const fileTypesOnly: Plugin = {
  name: 'file-types-only',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]mime-db[\\/]db\.json$/ }, async ({ path }) => {
      const types = Object.entries<MediaType>(JSON.parse(await readFile(path, 'utf8')));
      const kept = types
        .filter(([, type]) => type.extensions)
        .map(([name, { source, charset, extensions }]) => [name, { source, charset, extensions }]);
      return { loader: 'json', contents: JSON.stringify(Object.fromEntries(kept)) };
    });
  },
};

type MediaType = { source?: string; charset?: string; extensions?: string[] };
