// The network of a region by what Linux has: a namespace as the router of each VPC, one as the home of
// each guest, veth pairs between them, nftables in the routers.
//
//   region ── ro-… ══ uplink ─ router of a VPC ─ eni-… ══ host0 ── guest
//   host's namespace           rollover-…-vpc-…            rollover-…-eni-…
//
// So VPCs with equal addresses stand side by side, nothing is forwarded in the host's namespace, where
// Docker's rules or a bridge's would have a say, and to delete the namespaces is to clean up.
//
// systemd-networkd and NetworkManager leave links alone that none of their files name (beware of a
// `.network` with `Name=*`); a firewall of the host must let in what comes over `ro-*`.

import { join } from 'node:path';
import type { NetworkDriver, NetworkVpc, RegionPorts } from '../network.ts';
import { execute, ipBatch } from './commands.ts';
import { setCut } from './cut.ts';
import { checkRegionId, namespaceFolder, namespaceName } from './names.ts';
import { observe, regionLinks, regionNamespaces } from './observe.ts';
import { plan } from './plan.ts';
import { claimPool } from './pool.ts';
import { deleteLinks } from './routing.ts';
import { type NetworkState, wantedState } from './state.ts';

export type LinuxNetworkOptions = {
  /** 1 to 6 lower-case letters and digits: it is part of the names of links. */
  readonly regionId: string;
};

/**
 * Claims a pool of addresses on the host, or finds the region's own again, and gives the driver. Guests
 * that run are not disturbed by it.
 */
export async function createLinuxNetwork({
  regionId,
}: LinuxNetworkOptions): Promise<NetworkDriver> {
  checkRegionId(regionId);
  const { pool, hostAddress } = await claimPool(regionId);
  const region = { regionId, hostAddress };
  /** What is on the host; undefined before the first `apply` and after a failure, when it is read. */
  let known: NetworkState | undefined;
  let last: Promise<void> = Promise.resolve();

  async function apply(vpcs: readonly NetworkVpc[], ports: RegionPorts): Promise<void> {
    const wanted = wantedState(region, vpcs, ports);
    const actual = known ?? (await observe(region));
    known = undefined;
    await execute(plan(region, vpcs, actual, wanted));
    known = wanted;
  }

  async function destroy(): Promise<void> {
    known = undefined;
    await removeAll(regionId);
  }

  function afterOthers(task: () => Promise<void>): Promise<void> {
    last = last.catch(() => {}).then(task);
    return last;
  }

  return {
    hostAddress,
    pool,
    apply: (vpcs, ports) => afterOthers(() => apply(vpcs, ports)),
    namespaceOf: (id) => join(namespaceFolder, namespaceName(regionId, id)),
    setCut: (one, isCut) => afterOthers(() => setCut(regionId, one, isCut)),
    destroy: () => afterOthers(destroy),
  };
}

/**
 * Links first: deleting a namespace takes its links away later, in the background. Where something
 * goes away by itself between reading and deleting, a second look finds the rest.
 */
async function removeAll(regionId: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const lines = [
      ...deleteLinks(await regionLinks(regionId)),
      ...(await regionNamespaces(regionId)).map((name) => `netns del ${name}`),
    ];
    if (lines.length === 0) return;
    try {
      await execute([[ipBatch(`Removing the network of region ${regionId}`, lines)]]);
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}
