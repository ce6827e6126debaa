// Talks to the master process of HAProxy, and through it to its workers, also to those that only finish
// what they have begun.

import { open } from 'node:fs/promises';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { ifThere } from '../files.ts';
import { socketName } from './paths.ts';

const timeoutMilliseconds = 10_000;
/** A line of commands has to fit into HAProxy's buffer. */
const commandsAtOnce = 100;

/**
 * What HAProxy answers to some commands, one after another; undefined where nobody listens.
 *
 * @param processId of a worker; the master itself without it
 */
export async function ask(
  folder: string,
  commands: readonly string[],
  processId?: number,
): Promise<string | undefined> {
  const lead = processId === undefined ? '' : `@!${processId} `;
  let answers = '';
  for (let index = 0; index < commands.length; index += commandsAtOnce) {
    const some = commands.slice(index, index + commandsAtOnce);
    const answer = await exchange(folder, some.map((command) => lead + command).join(';'));
    if (answer === undefined) return undefined;
    answers += answer;
  }
  return answers;
}

async function exchange(folder: string, line: string): Promise<string | undefined> {
  // The kernel takes some hundred characters as a socket's path: this one is short.
  await using handle = await ifThere(open(folder));
  if (!handle) return undefined;
  const socket = connect(`/proc/self/fd/${handle.fd}/${socketName}`);
  socket.setTimeout(timeoutMilliseconds, () =>
    socket.destroy(new Error(`HAProxy does not answer to '${line.slice(0, 80)}'`)),
  );
  try {
    socket.end(`${line}\n`);
    return await text(socket);
  } catch (error) {
    if (isNobody(error)) return undefined;
    throw error;
  } finally {
    socket.destroy();
  }
}

function isNobody(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(String(code));
}
