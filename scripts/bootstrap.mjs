// The first thing that every npm script runs:  node scripts/bootstrap.mjs <program> [argument …]
//
//   machine's Node (18 or later) ──▶ node_modules as package-lock.json says? ──▶ <program>, on our Node
//                                      │ no
//                                      └▶ fetch our Node and npm, and `npm ci` with them
//
// The machine's own Node never installs: npm leaves out, silently, optional packages whose `engines`
// exclude the Node it runs on, and Debian's npm cannot run on another Node than Debian's.

import { access, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { environment } from './lib/environment.mjs';
import { fetchLockedPackage, readLock, root } from './lib/lockedPackage.mjs';
import { run } from './lib/run.mjs';

/** Whatever `NODE_ENV` and the user's .npmrc leave out. */
const everything = ['--include=dev', '--include=optional'];

const runtime = `node-${process.platform}-${process.arch}`;

async function main() {
  const [program, ...args] = process.argv.slice(2);
  if (!program)
    throw new Error('expected a program to run, as in: bootstrap.mjs node webapp/server.ts');
  const lock = await readLock();
  if (!lock[`node_modules/${runtime}`]) {
    throw new Error(
      `Rollover runs on Linux, x64 or arm64; this is ${process.platform} ${process.arch}. ` +
        'Use a Linux machine, a virtual machine, or WSL 2.',
    );
  }
  if (!(await isInstalled(lock))) await install();
  const bin = join(root, 'node_modules', runtime, 'bin');
  const path = [bin, join(root, 'node_modules/.bin'), environment.PATH].join(delimiter);
  process.exitCode = await run(program, args, {
    env: { ...compileCache(args), ...environment, PATH: path },
  });
}

/**
 * Spares a command of ours 0.4 s of compiling the SDKs. Not the tests, nor the app, which are to run as they do elsewhere.
 *
 * @param {readonly string[]} args
 */
function compileCache([script = '']) {
  const isCommand = script.startsWith('scripts/') && script !== 'scripts/test.ts';
  return isCommand ? { NODE_COMPILE_CACHE: join(root, '.cache/compiled') } : {};
}

/**
 * Whether node_modules holds what the lockfile says, and nothing else. npm writes its own list last,
 * so that an interrupted installation has none.
 *
 * @param {Awaited<ReturnType<typeof readLock>>} lock
 */
async function isInstalled(lock) {
  const listing = readLock(join(root, 'node_modules/.package-lock.json'));
  const installed = await listing.catch(() => /** @type {typeof lock} */ ({}));
  const isForHere = (/** @type {string} */ path) => !lock[path]?.optional || path.endsWith(runtime);
  return (
    Object.keys(lock).every((path) => path === '' || path in installed || !isForHere(path)) &&
    Object.keys(installed).every((path) => installed[path]?.integrity === lock[path]?.integrity)
  );
}

async function install() {
  process.stderr.write('Installing what package-lock.json says (once; about half a minute) …\n');
  const tools = join(root, '.cache/bootstrap');
  await rm(tools, { recursive: true, force: true });
  try {
    await fetchLockedPackage(runtime, join(tools, 'node'));
    await fetchLockedPackage('npm', join(tools, 'npm'));
    const npm = [join(tools, 'npm/bin/npm-cli.js'), 'ci', '--loglevel=error', ...everything];
    const code = await run(join(tools, 'node/bin/node'), npm, {
      stdio: ['ignore', 2, 2],
      cwd: root,
    });
    if (code !== 0) throw new Error(`npm ci ended with code ${code}; what it said stands above`);
    await access(join(root, 'node_modules', runtime, 'bin/node'));
  } finally {
    await rm(tools, { recursive: true, force: true });
  }
}

main().catch((error) => {
  process.stderr.write(`✗ ${error.message}\n`);
  process.exitCode = 1;
});
