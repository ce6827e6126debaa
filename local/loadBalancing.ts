// Load balancers at work: checks of their targets' health, each in its own time, and what is routed.

import { routesOf } from './controllers/loadBalancers.ts';
import { createTargetHealth } from './controllers/targetHealth.ts';
import type { Drivers } from './drivers.ts';
import type { RegionLog } from './log.ts';
import { startLoop } from './loop.ts';
import { ec2Tables } from './store/ec2.ts';
import { elbv2Tables } from './store/elbv2.ts';
import type { Store } from './store/store.ts';

export type LoadBalancingOptions = {
  readonly drivers: Pick<Drivers, 'loadBalancers' | 'probes' | 'network'>;
  readonly now: () => Date;
  readonly log: RegionLog;
  readonly store: Store;
};

export type LoadBalancing = {
  /** Asks for a look, since records or the network have changed. */
  wake(): void;
  /** Checks end; what listens goes on. */
  stop(): Promise<void>;
};

const routeEverySeconds = 5;
const checkEverySeconds = 1;

export function startLoadBalancing({
  drivers: { loadBalancers, probes, network },
  now,
  log,
  store,
}: LoadBalancingOptions): LoadBalancing {
  const tables = { ec2: ec2Tables(store), elbv2: elbv2Tables(store) };
  const health = createTargetHealth({
    store,
    probes,
    now,
    log: ({ Id, Port, ...fields }) => log.info(`${Id}:${Port} is ${fields.state}`, fields),
  });
  const routing = startLoop(
    () => loadBalancers.apply(routesOf(tables, network.hostAddress, now())),
    routeEverySeconds,
    (error) => log.error('Routing for load balancers failed; it is tried again', error),
  );
  const checking = startLoop(health.reconcile, checkEverySeconds, (error) =>
    log.error('Checking the health of targets failed; it is tried again', error),
  );
  return {
    wake() {
      checking.wake();
      routing.wake();
    },
    async stop() {
      await checking.stop();
      await routing.stop();
      await health.settled();
    },
  };
}
