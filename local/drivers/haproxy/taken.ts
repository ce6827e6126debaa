// Which listeners cannot listen, since another program of this machine does. They are left out: HAProxy
// would load none of the configuration, and stop listening while it tries.

import { once } from 'node:events';
import { createServer } from 'node:net';
import type { RoutedLoadBalancer } from '../loadBalancers.ts';

/**
 * Such as `127.0.1.1:80`.
 *
 * @param config what HAProxy runs with, whose listeners are its own; empty where it does not run
 */
export async function takenAddresses(
  loadBalancers: readonly RoutedLoadBalancer[],
  config: string,
): Promise<ReadonlySet<string>> {
  const own = new Set([...config.matchAll(/^ +bind (\S+)$/gm)].map(([, address]) => address));
  const others = addressesOf(loadBalancers).filter(([address]) => !own.has(address));
  const taken = await Promise.all(
    others.map(async ([address, host, port]) => ((await canListen(host, port)) ? [] : [address])),
  );
  return new Set(taken.flat());
}

export function withoutTaken(
  loadBalancers: readonly RoutedLoadBalancer[],
  taken: ReadonlySet<string>,
): RoutedLoadBalancer[] {
  return loadBalancers.map((loadBalancer) => ({
    ...loadBalancer,
    listeners: loadBalancer.listeners.filter(
      ({ port }) => !taken.has(`${loadBalancer.address}:${port}`),
    ),
  }));
}

function addressesOf(loadBalancers: readonly RoutedLoadBalancer[]) {
  return loadBalancers.flatMap(({ address, listeners }) =>
    listeners.map(({ port }) => [`${address}:${port}`, address, port] as const),
  );
}

async function canListen(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}
