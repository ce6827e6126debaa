import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RoutedTarget } from '../loadBalancers.ts';
import { proxyName, serverName } from './names.ts';
import { planCuts, planServers } from './servers.ts';
import { routedGroup, TargetGroupArn } from './testing/routed.ts';
import { routedTarget } from './testing/target.ts';
import type { RunningServer } from './workers.ts';

const backend = proxyName(TargetGroupArn);
const first = routedTarget({ name: 'i-1', port: 80 });
const second = routedTarget({ name: 'i-2', port: 80 });
const path = (target: RoutedTarget) => `${backend}/${serverName(target)}`;
const ready: RunningServer = { isReady: true, weight: 100, isUsed: false };

function plan(
  running: readonly (readonly [RoutedTarget, RunningServer])[],
  targets: RoutedTarget[],
) {
  const servers = new Map(running.map(([target, server]) => [serverName(target), server]));
  const worker = { structure: '', backends: new Map([[backend, servers]]) };
  return planServers(worker, new Map([[backend, routedGroup({ targets })]]));
}

describe('A server', () => {
  test('that is new gets requests when all is set', () => {
    expect(plan([], [{ ...first, share: 0.5 }])).toEqual([
      `add server ${path(first)} 127.0.0.1:80 source 127.0.0.9 weight 50`,
      `set server ${path(first)} state ready`,
    ]);
    expect(plan([], [{ ...first, state: 'draining' }])).toHaveLength(1);
  });
  test('that is as it should be is left alone', () => {
    expect(plan([[first, ready]], [first])).toEqual([]);
    const off = { ...ready, isReady: false };
    expect(plan([[first, off]], [{ ...first, state: 'off' }])).toEqual([]);
    expect(plan([[first, { ...off, isUsed: true }]], [{ ...first, state: 'draining' }])).toEqual(
      [],
    );
  });
  test('drains, is cut, and comes back', () => {
    const draining = { ...first, state: 'draining' as const };
    expect(plan([[first, ready]], [draining])).toEqual([`set server ${path(first)} state maint`]);
    const used = { ...ready, isReady: false, isUsed: true };
    expect(plan([[first, used]], [{ ...first, state: 'off' }])).toEqual([
      `shutdown sessions server ${path(first)}`,
    ]);
    expect(plan([[first, used]], [first])).toEqual([`set server ${path(first)} state ready`]);
  });
  test('goes after the one that takes its place has come', () => {
    const commands = plan([[first, ready]], [second]);
    expect(commands[0]).toContain(`add server ${path(second)}`);
    expect(commands.at(-1)).toBe(`del server ${path(first)}`);
  });
});

test('In a worker that was replaced, only what is to be cut is cut', () => {
  const sessions = [first, second].map((target, index) => ({
    id: `0x${index}`,
    backend,
    server: serverName(target),
  }));
  const elsewhere = { id: '0x9', backend: 'to_another', server: 'hop' };
  const groups = new Map([
    [
      backend,
      routedGroup({
        targets: [
          { ...first, state: 'draining' },
          { ...second, state: 'off' },
        ],
      }),
    ],
  ]);
  expect(planCuts([...sessions, elsewhere], groups)).toEqual(['shutdown session 0x1']);
});

/** What HAProxy does with the commands. */
function obey(servers: Map<string, RunningServer>, commands: readonly string[]): void {
  for (const command of commands) {
    const words = command.split(' ');
    const name = (command.startsWith('shutdown') ? words[3] : words[2])?.split('/')[1] ?? '';
    const server = servers.get(name);
    if (command.startsWith('add')) {
      servers.set(name, { isReady: false, weight: Number(words.at(-1)), isUsed: false });
    } else if (!server) {
      throw new Error(`No such server: ${command}`);
    } else if (words[3] === 'weight') {
      servers.set(name, { ...server, weight: Number(words[4]) });
    } else if (words[3] === 'state') {
      servers.set(name, { ...server, isReady: words[4] === 'ready' });
    } else if (command.startsWith('shutdown')) {
      servers.set(name, { ...server, isUsed: false });
    } else if (!server.isReady && !server.isUsed) {
      servers.delete(name);
    }
  }
}

test('Whatever runs and is wanted, one plan makes it so, and a second has nothing to do', () => {
  const target = fc.record({
    number: fc.integer({ min: 1, max: 4 }),
    state: fc.constantFrom('ready' as const, 'draining' as const, 'off' as const),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const targets = fc
    .uniqueArray(target, { selector: ({ number }) => number })
    .map((all) =>
      all.map(({ number, ...rest }) => routedTarget({ name: `i-${number}`, port: 80 }, rest)),
    );
  fc.assert(
    fc.property(targets, targets, fc.boolean(), (before, wanted, isUsed) => {
      const servers = new Map<string, RunningServer>();
      const worker = { structure: '', backends: new Map([[backend, servers]]) };
      const groupsOf = (all: RoutedTarget[]) => new Map([[backend, routedGroup({ targets: all })]]);
      obey(servers, planServers(worker, groupsOf(before)));
      for (const [name, server] of servers) servers.set(name, { ...server, isUsed });
      obey(servers, planServers(worker, groupsOf(wanted)));
      expect([...servers.keys()].sort()).toEqual(wanted.map(serverName).sort());
      for (const each of wanted) {
        expect(servers.get(serverName(each))?.isReady).toBe(each.state === 'ready');
      }
      expect(planServers(worker, groupsOf(wanted))).toEqual([]);
    }),
  );
});
