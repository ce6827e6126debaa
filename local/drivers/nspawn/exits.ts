// Notices machines that have stopped, by comparing what runs with what ran: nothing on the host tells.

import { isDeepStrictEqual } from 'node:util';
import type { MachineStatus } from '../machines.ts';

const intervalMilliseconds = 500;

export type Exits = {
  onExit(listener: (InstanceId: string) => void): void;
  close(): Promise<void>;
};

export function watchExits(list: () => Promise<ReadonlyMap<string, MachineStatus>>): Exits {
  const listeners: ((InstanceId: string) => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  let before: ReadonlyMap<string, MachineStatus> = new Map();
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const now = await list();
    for (const InstanceId of new Set([...before.keys(), ...now.keys()])) {
      const status = now.get(InstanceId);
      if (status?.state === 'running') continue;
      if (isDeepStrictEqual(status, before.get(InstanceId))) continue;
      for (const listener of listeners) listener(InstanceId);
    }
    before = now;
  }

  /** The next look begins when the last has ended. */
  function schedule(): void {
    timer = setTimeout(() => {
      looking = look().catch(() => {}); // the host is asked again soon
      looking.then(() => timer && schedule());
    }, intervalMilliseconds).unref();
  }

  return {
    onExit(listener) {
      listeners.push(listener);
      if (!timer) schedule();
    },
    async close() {
      clearTimeout(timer);
      timer = undefined;
      await looking;
    },
  };
}
