// For tests: the agent as a process of its own, with a journal that the test writes.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';

export type AgentMachine = {
  /** Where the agent keeps its cursor. */
  readonly stateDirectory: string;
  /** Appends entries to the journal, of webapp.service unless told. */
  write(messages: readonly string[], unit?: string): void;
  /** Starts the agent, by `command` if it is not to be the sources. Several at a time are the test's fault. */
  start(env: Readonly<Record<string, string>>, command?: readonly string[]): AgentProcess;
};

export type AgentProcess = {
  readonly child: ChildProcess;
  /** What it said so far. */
  readonly said: () => string;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null }>;
};

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const journalctl = fileURLToPath(new URL('journalctl.mjs', import.meta.url));

/** @param startTime of the first entry, in milliseconds since 1970; the others follow by one each */
export function createAgentMachine(
  // Given, since tests run at the same time.
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  startTime: number,
): AgentMachine {
  const folder = mkdtempSync(join(tmpdir(), 'agent-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const journal = join(folder, 'journal');
  writeFileSync(journal, '');
  const wrapper = `#!/bin/sh\nexec '${process.execPath}' '${journalctl}' "$@"\n`;
  writeFileSync(join(folder, 'journalctl'), wrapper, { mode: 0o755 });
  let count = 0;
  return {
    stateDirectory: folder,
    write(messages, unit = 'webapp.service') {
      const lines = messages.map((MESSAGE) => {
        const __REALTIME_TIMESTAMP = String((startTime + count) * 1000);
        const entry = { MESSAGE, _SYSTEMD_UNIT: unit, __REALTIME_TIMESTAMP };
        return `${JSON.stringify({ ...entry, __CURSOR: cursorAt(++count) })}\n`;
      });
      appendFileSync(journal, lines.join(''));
    },
    start(env, command = [process.execPath, main]) {
      const [program = '', ...args] = command;
      const child = spawn(program, args, {
        env: {
          PATH: [folder, dirname(process.execPath), process.env.PATH].join(':'),
          JOURNAL: journal,
          STATE_DIRECTORY: folder,
          AWS_ACCESS_KEY_ID: 'AKIATEST',
          AWS_SECRET_ACCESS_KEY: 'secret',
          ...env,
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (data) => {
        said += data;
      });
      const exit = once(child, 'close').then(([code, signal]) => ({ code, signal }));
      return { child, said: () => said, exit };
    },
  };
}

function cursorAt(count: number): string {
  const zeros = '0'.repeat(32);
  return `s=${zeros};i=${count.toString(16)};b=${zeros};m=0;t=0;x=0`;
}
