// What the processes of HAProxy say of themselves: text → facts.

/** A server as a worker has it. */
export type RunningServer = {
  readonly isReady: boolean;
  readonly weight: number;
  /** Whether requests are under way. */
  readonly isUsed: boolean;
};

export type Worker = {
  /** What `structure` of the configuration it was started with. */
  readonly structure: string;
  /** By backend, then by name. */
  readonly backends: ReadonlyMap<string, ReadonlyMap<string, RunningServer>>;
};

/** A request at a server. */
export type Session = { readonly id: string; readonly backend: string; readonly server: string };

/** Workers by what they do: `old` ones take no new connections, unless there is no current one. */
export type Processes = {
  readonly current: number | undefined;
  readonly old: readonly number[];
  /** Whether the configuration could not be loaded when that was last tried. */
  readonly hasFailed: boolean;
};

export const workerQuestions = [
  'show info',
  'show backend',
  'show servers state',
  'show servers conn',
] as const;

/** Of the master's `show proc`. */
export function parseProcesses(answer: string): Processes {
  const [, now = '', before = ''] = answer.split(/^# (?:old )?workers$/m);
  const [current] = workersIn(now);
  const failures = Number(/\[failed: (\d+)\]/.exec(answer)?.[1] ?? 0);
  return { current, old: workersIn(before), hasFailed: failures > 0 };
}

function workersIn(text: string): number[] {
  return [...text.matchAll(/^(\d+)\s+worker\s/gm)].map(([, id]) => Number(id));
}

/** Of the answers to {@link workerQuestions}. */
export function parseWorker(answer: string): Worker {
  const lines = answer.split('\n').map((line) => line.trim());
  const used = new Map(
    lines.flatMap((line) => {
      const [, name, inUse] = /^(\S+\/\S+) \d+\/\d+ \S+ \d+ \S+ \S+ (\d+) /.exec(line) ?? [];
      return name === undefined ? [] : [[name, Number(inUse)] as const];
    }),
  );
  const [, names = ''] = /^# name\n((?:\S+\n)*)/m.exec(answer) ?? [];
  const backends = new Map(
    names
      .split('\n')
      .filter((name) => name !== '')
      .map((name) => [name, new Map<string, RunningServer>()]),
  );
  for (const line of lines) {
    const words = line.split(' ');
    if (words.length < 20 || !/^\d+$/.test(words[0] ?? '')) continue;
    const [, backend = '', , name = '', , operation, admin, weight] = words;
    backends.get(backend)?.set(name, {
      isReady: operation !== '0' && admin === '0',
      weight: Number(weight),
      isUsed: (used.get(`${backend}/${name}`) ?? 0) > 0,
    });
  }
  return { structure: /^description: (\S+)$/m.exec(answer)?.[1] ?? '', backends };
}

/** Of the answer to `show sess`, which works in workers that were replaced, too; commands to servers do not. */
export function parseSessions(answer: string): Session[] {
  const lines = answer.matchAll(/^(0x[0-9a-f]+): .* be=(\S+) srv=(\S+) /gm);
  return [...lines].map(([, id = '', backend = '', server = '']) => ({ id, backend, server }));
}
