// Which commands make a worker's servers match the targets, without a reload. Level-based: what could not
// be done at once, such as the removal of a server that is still used, comes up again.

import type { RoutedGroup, RoutedTarget } from '../loadBalancers.ts';
import { weightOf } from './config.ts';
import { serverName } from './names.ts';
import type { RunningServer, Session, Worker } from './workers.ts';

/** @param groups by the name of their backends; backends that the worker has not are none of its own */
export function planServers(
  { backends }: Worker,
  groups: ReadonlyMap<string, RoutedGroup>,
): string[] {
  return [...groups].flatMap(([backend, { targets, stickySeconds }]) => {
    const running = backends.get(backend);
    if (!running) return [];
    const wanted = new Map(targets.map((target) => [serverName(target), target]));
    return [
      // New ones first, so that somebody is always there. A cookie cannot be given to them.
      ...[...wanted]
        .filter(([name]) => !running.has(name) && !stickySeconds)
        .flatMap(([name, target]) => add(`${backend}/${name}`, target)),
      ...[...running].flatMap(([name, server]) => {
        const target = wanted.get(name);
        const path = `${backend}/${name}`;
        return target ? change(path, server, target) : remove(path, server);
      }),
    ];
  });
}

function add(path: string, target: RoutedTarget): string[] {
  const { address, port, sourceAddress, state } = target;
  // It begins in maintenance, and takes requests the moment that it is ready.
  return [
    `add server ${path} ${address}:${port} source ${sourceAddress} weight ${weightOf(target)}`,
    ...(state === 'ready' ? [`set server ${path} state ready`] : []),
  ];
}

/**
 * The same for a worker that was replaced and finishes what it has begun: all that is left to do is to cut.
 * New requests on its clients' connections come to the current worker, through the hop.
 */
export function planCuts(
  sessions: readonly Session[],
  groups: ReadonlyMap<string, RoutedGroup>,
): string[] {
  return sessions
    .filter(({ backend, server }) => {
      const kept = groups.get(backend)?.targets.filter(({ state }) => state !== 'off');
      return kept !== undefined && !kept.map(serverName).includes(server);
    })
    .map(({ id }) => `shutdown session ${id}`);
}

/** In maintenance a server gets no requests, and finishes those that it has. */
function change(path: string, server: RunningServer, target: RoutedTarget): string[] {
  const isWanted = target.state === 'ready';
  const weight = weightOf(target);
  return [
    ...(server.weight === weight ? [] : [`set server ${path} weight ${weight}`]),
    ...(server.isReady === isWanted
      ? []
      : [`set server ${path} state ${isWanted ? 'ready' : 'maint'}`]),
    ...(target.state === 'off' && (server.isUsed || server.isReady) ? [cut(path)] : []),
  ];
}

/** Connections that wait for use hold a server back; they are closed when it goes into maintenance. */
function remove(path: string, { isReady, isUsed }: RunningServer): string[] {
  return [
    ...(isReady ? [] : [`set server ${path} state drain`]),
    `set server ${path} state maint`,
    ...(isUsed || isReady ? [cut(path)] : []),
    `del server ${path}`,
  ];
}

/** Clients get 502, as on AWS after the time of deregistration. */
function cut(path: string): string {
  return `shutdown sessions server ${path}`;
}
