// Load balancers in memory alone, for simulations: nothing listens; it keeps what was applied.

import type { AccessRecord, LoadBalancerDriver, RoutedLoadBalancer } from '../loadBalancers.ts';

export type MemoryLoadBalancers = LoadBalancerDriver & {
  /** What `apply` was given last; nothing before the first time and after `destroy`. */
  applied(): readonly RoutedLoadBalancer[];
  /** What `takeAccessRecords` is to give next, as if it had been served. */
  serve(...records: readonly AccessRecord[]): void;
};

export function createMemoryLoadBalancers(): MemoryLoadBalancers {
  let applied: readonly RoutedLoadBalancer[] = [];
  const records: AccessRecord[] = [];
  return {
    async apply(loadBalancers) {
      applied = structuredClone(loadBalancers);
    },
    takeAccessRecords: async () => records.splice(0),
    kill: async () => {},
    async destroy() {
      applied = [];
      records.length = 0;
    },
    applied: () => applied,
    serve: (...served) => void records.push(...served),
  };
}
