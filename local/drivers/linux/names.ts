// What the objects of a region are called on the host. Each name carries the region's id, so that
// several regions run side by side, and one is found again, and removed, by its names alone.
//
//   rollover-<region>-vpc-…   namespace: the router of a VPC     its links: uplink, eni-…
//   rollover-<region>-eni-…   namespace of an interface's guest  its link:  host0
//   ro-<region>               bridge of the host, without ports: the region's own addresses
//   ro-<region>-<hash>        the host's end of a VPC's uplink

import { createHash } from 'node:crypto';

/** Folder in which `ip netns` keeps its namespaces. */
export const namespaceFolder = '/run/netns';

/** A link's name has at most 15 characters; this leaves 5 for the hash of a VPC. */
const regionIdPattern = /^[a-z0-9]{1,6}$/;

/** @throws where the id would not fit into the names of links, or make one region's a prefix of another's */
export function checkRegionId(regionId: string): void {
  if (regionIdPattern.test(regionId)) return;
  throw new Error(
    `Naming the network of a region: expected an id of 1 to 6 lower-case letters and digits, got "${regionId}"`,
  );
}

export function namespacePrefix(regionId: string): string {
  return `rollover-${regionId}-`;
}

/** The namespace of a VPC's router, or of an interface's guest. */
export function namespaceName(regionId: string, id: string): string {
  return `${namespacePrefix(regionId)}${id}`;
}

export function hostLink(regionId: string): string {
  return `ro-${regionId}`;
}

export function uplinkPrefix(regionId: string): string {
  return `${hostLink(regionId)}-`;
}

/** The host's end of a VPC's uplink. */
export function uplinkName(regionId: string, VpcId: string): string {
  const hash = createHash('sha256').update(VpcId).digest('hex');
  return `${uplinkPrefix(regionId)}${hash.slice(0, 5)}`;
}

/** The router's end of an interface: `eni-` and as much of the id's end as fits. */
export function interfaceLink(NetworkInterfaceId: string): string {
  return `eni-${NetworkInterfaceId.replace(/^eni-/, '').slice(-11)}`;
}
