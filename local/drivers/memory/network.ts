// A network that exists in memory alone, for simulations: it keeps what was applied, and nothing passes.

import type { NetworkDriver, NetworkVpc, RegionPorts } from '../network.ts';

export type MemoryNetwork = NetworkDriver & {
  /** What `apply` was given last; nothing before the first time and after `destroy`. */
  readonly applied: () => readonly NetworkVpc[];
  readonly ports: () => RegionPorts | undefined;
  /** Ids of the interfaces that are cut off. */
  readonly cut: () => readonly string[];
};

export function createMemoryNetwork(): MemoryNetwork {
  let applied: readonly NetworkVpc[] = [];
  let ports: RegionPorts | undefined;
  const cut = new Set<string>();
  return {
    // As large as the whole range, since a simulation may have ten thousand instances.
    pool: '198.18.0.0/15',
    hostAddress: '198.18.0.1',
    async apply(vpcs, regionPorts) {
      applied = structuredClone(vpcs);
      ports = regionPorts;
    },
    namespaceOf: (NetworkInterfaceId) => `memory:${NetworkInterfaceId}`,
    async setCut({ NetworkInterfaceId }, isCut) {
      if (isCut) cut.add(NetworkInterfaceId);
      else cut.delete(NetworkInterfaceId);
    },
    async destroy() {
      applied = [];
      ports = undefined;
    },
    applied: () => applied,
    ports: () => ports,
    cut: () => [...cut],
  };
}
