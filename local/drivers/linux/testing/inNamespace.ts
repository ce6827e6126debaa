// Programs inside network namespaces, for tests: an agent for sockets, and single commands.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, Question } from './agent.ts';

export type Agent = {
  readonly ask: (question: Question) => Promise<Answer>;
  readonly close: () => Promise<void>;
};

const agentFile = fileURLToPath(new URL('agent.ts', import.meta.url));

/** @param namespace its path or name; the host's where there is none */
export async function startAgent(namespace?: string): Promise<Agent> {
  const inside = namespace === undefined ? [] : ['ip', 'netns', 'exec', basename(namespace)];
  const [command = '', ...args] = [...inside, process.execPath, agentFile];
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await once(child, 'spawn');
  const waiting = new Map<number, (answer: Answer) => void>();
  let count = 0;
  child.on('message', ({ id, answer }: { id: number; answer: Answer }) =>
    waiting.get(id)?.(answer),
  );
  return {
    ask(question) {
      count += 1;
      const id = count;
      child.send({ id, question });
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    async close() {
      if (child.exitCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** Runs `line`, words without quotes, and gives what it printed. */
export function command(line: string, input = ''): string {
  const [file = '', ...args] = line.split(' ');
  return execFileSync(file, args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}
