// For host tests: a network with nothing in it but guests, their metadata service, and the test, all in
// network namespaces of their own, so that the host's network stays as it is.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../run.ts';
import type { GuestFacts } from './fakeMetadata.ts';

export type Guest = { readonly address: string; readonly networkNamespace: string };

export type GuestNetwork = {
  /** Adds a network namespace, and what the metadata service says to whoever is in it. */
  addGuest(facts: Omit<GuestFacts, 'publicKey' | 'MacAddress'>): Promise<Guest>;
  /** Runs a command in a guest over SSH, as `admin`; waits until it can log in. */
  ssh(guest: Guest, command: string): Promise<string>;
  /** The same, once. */
  sshOnce(guest: Guest, command: string): Promise<string>;
  /** The first line that a guest's SSH server says; rejects while there is none. */
  banner(guest: Guest): Promise<string>;
  remove(): Promise<void>;
};

const metadataAddress = '169.254.169.254';

/** @param name of its namespaces; up to 30 characters */
export async function createGuestNetwork(name: string): Promise<GuestNetwork> {
  const folder = await mkdtemp(join(tmpdir(), 'guest-network-'));
  const key = join(folder, 'key');
  const factsFile = join(folder, 'facts.json');
  const router = `${name}-router`;
  const namespaces = [router];
  const facts: Record<string, GuestFacts> = {};
  const ip = (...args: string[]) => run('ip', args);

  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', key]);
  const publicKey = (await run('cat', [`${key}.pub`])).trim();
  await writeFile(factsFile, '{}');
  await ip('netns', 'add', router);
  await ip('-n', router, 'link', 'set', 'lo', 'up');
  await ip('-n', router, 'addr', 'add', `${metadataAddress}/32`, 'dev', 'lo');
  const program = join(import.meta.dirname, 'fakeMetadata.ts');
  const metadata = spawn('ip', ['netns', 'exec', router, process.execPath, program, factsFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(metadata.stdout, 'data');

  async function addGuest(guest: Omit<GuestFacts, 'publicKey' | 'MacAddress'>): Promise<Guest> {
    const number = namespaces.length;
    const namespace = `${name}-${number}`;
    const [ours, address] = [`10.77.${number}.1`, `10.77.${number}.2`];
    const MacAddress = `02:00:00:00:00:${number.toString(16).padStart(2, '0')}`;
    facts[address] = { ...guest, MacAddress, publicKey };
    await writeFile(factsFile, JSON.stringify(facts));
    namespaces.push(namespace);
    await ip('netns', 'add', namespace);
    const link = `guest${number}`;
    await ip(
      ...['link', 'add', link, 'netns', router, 'type', 'veth'],
      ...['peer', 'name', 'ens5', 'netns', namespace, 'address', MacAddress],
    );
    await ip('-n', router, 'addr', 'add', `${ours}/24`, 'dev', link);
    await ip('-n', router, 'link', 'set', link, 'up');
    await ip('-n', namespace, 'addr', 'add', `${address}/24`, 'dev', 'ens5');
    await ip('-n', namespace, 'link', 'set', 'lo', 'up');
    await ip('-n', namespace, 'link', 'set', 'ens5', 'up');
    await ip('-n', namespace, 'route', 'add', 'default', 'via', ours);
    return { address, networkNamespace: `/run/netns/${namespace}` };
  }

  const inside = (command: string, args: readonly string[], timeoutSeconds: number) =>
    run('ip', ['netns', 'exec', router, command, ...args], { timeoutSeconds });

  const sshOnce = ({ address }: Guest, command: string) => {
    const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'];
    const flags = [...options, 'ConnectTimeout=2', 'BatchMode=yes'].flatMap((flag) => ['-o', flag]);
    return inside('ssh', ['-F', 'none', '-i', key, ...flags, `admin@${address}`, command], 60);
  };

  return {
    addGuest,
    sshOnce,
    async ssh(guest, command) {
      await poll(() => sshOnce(guest, 'true'));
      return sshOnce(guest, command);
    },
    banner: ({ address }) =>
      inside('bash', ['-c', `read -t 2 line < /dev/tcp/${address}/22 && echo "$line"`], 4),
    async remove() {
      metadata.kill();
      for (const namespace of namespaces) await ip('netns', 'del', namespace);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Tries until it succeeds, for a minute. */
export async function poll<T>(attempt: () => Promise<T>): Promise<T> {
  const timeout = AbortSignal.timeout(60_000);
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (timeout.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
