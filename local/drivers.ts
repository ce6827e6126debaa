// The drivers that make a region real, on Linux and as root.

import { join } from 'node:path';
import { createDynaliteTables } from './drivers/dynalite/tables.ts';
import { createHaproxy } from './drivers/haproxy/haproxy.ts';
import { createHttpProbes } from './drivers/http/targetProbes.ts';
import type { LayerDriver } from './drivers/images.ts';
import { createLinuxNetwork } from './drivers/linux/linuxNetwork.ts';
import type { LoadBalancerDriver } from './drivers/loadBalancers.ts';
import type { MachineDriver } from './drivers/machines.ts';
import type { NetworkDriver } from './drivers/network.ts';
import { createLayers } from './drivers/nspawn/layers.ts';
import { createNspawnMachines } from './drivers/nspawn/machines.ts';
import type { TableDriver } from './drivers/tables.ts';
import type { TargetProbes } from './drivers/targetProbes.ts';
import type { RegionSettings } from './settings.ts';

export type Drivers = {
  readonly machines: MachineDriver;
  readonly layers: LayerDriver;
  readonly network: NetworkDriver;
  readonly tables: TableDriver;
  readonly loadBalancers: LoadBalancerDriver;
  readonly probes: TargetProbes;
};

/** @throws where the machine is none that a region can run on, saying what to do */
export async function createDrivers(settings: RegionSettings): Promise<Drivers> {
  requireLinuxRoot();
  const { id: regionId, directory, cacheDirectory } = settings;
  return {
    machines: await createNspawnMachines({ regionId, directory }),
    layers: createLayers({ directory, cacheDirectory }),
    network: await createLinuxNetwork({ regionId }),
    tables: await createDynaliteTables(join(directory, 'tables')),
    loadBalancers: createHaproxy({ directory }),
    probes: createHttpProbes(),
  };
}

export function requireLinuxRoot(): void {
  const isLinux = process.platform === 'linux';
  if (isLinux && process.getuid?.() === 0) return;
  throw new Error(
    'The local region boots real machines, with network namespaces and overlay file systems: it needs ' +
      `Linux and root, and this is ${isLinux ? 'Linux without root' : process.platform}. ` +
      (isLinux
        ? 'Run the command again with sudo.'
        : 'Run it in a Linux virtual machine, such as Lima or WSL 2.'),
  );
}
