// The web app and the agent, each as one file: its own code and every package that it uses.

import { readFile } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';
import { root } from '../lockedPackage.mjs';

/** Bundles a program for the pinned Node. The same sources give the same bytes anywhere. */
export async function bundleProgram(
  entryPoint: 'webapp/server.ts' | 'agent/main.ts',
): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    bundle: true,
    platform: 'node',
    target: 'node24',
    // A bundle in ESM would load undici while it is imported: 25 ms of every start.
    format: 'cjs',
    // ES modules where a package has them: unlike CommonJS, what is not used is left out.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    plugins: [fileTypesOnly, loadedOnFirstUse],
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
  if (!bundle) throw new Error(`bundling ${entryPoint}: expected one file from esbuild, got none`);
  return bundle.contents;
}

/**
 * What Koa and pino require at their start, and this app uses late or never. In the bundle, each is
 * loaded when it is first used; /health answers without them, after 51 ms instead of 73.
 */
const late = ['assert', 'cookies', 'destroy', 'http-assert', 'mime-types', 'thread-stream'];

const loadedOnFirstUse: Plugin = {
  name: 'loaded-on-first-use',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: new RegExp(`^(${late.join('|')})$`) }, ({ path, resolveDir, namespace }) =>
      // Two packages may use two versions of one, so where it is required from is a part of its name.
      namespace === 'late' ? undefined : { path, namespace: 'late', suffix: `?${resolveDir}` },
    );
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path, suffix }) => ({
      resolveDir: suffix.slice(1),
      contents: `
        const load = () => require(${JSON.stringify(path)});
        module.exports = new Proxy(function () {}, {
          get: (_, name) => name === '__esModule' ? undefined : (...args) => load()[name](...args),
          apply: (_, self, args) => Reflect.apply(load(), self, args),
          construct: (_, args) => Reflect.construct(load(), args),
        });`,
    }));
  },
};

/**
 * Keeps the 1,000 media types of mime-db that have a file extension, of 2,500, and of each what
 * mime-types reads: 85 kB less to load. mime-types only looks up the others' charset, and those that
 * begin with text/ are UTF-8 to it anyway. Parsed from a string, which is faster than a literal.
 */
const fileTypesOnly: Plugin = {
  name: 'file-types-only',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]mime-db[\\/]db\.json$/ }, async ({ path }) => {
      const types = Object.entries<MediaType>(JSON.parse(await readFile(path, 'utf8')));
      const kept = types
        .filter(([, type]) => type.extensions)
        .map(([name, { source, charset, extensions }]) => [name, { source, charset, extensions }]);
      const json = JSON.stringify(Object.fromEntries(kept));
      return { contents: `module.exports = JSON.parse(${JSON.stringify(json)})` };
    });
  },
};

type MediaType = { source?: string; charset?: string; extensions?: string[] };
