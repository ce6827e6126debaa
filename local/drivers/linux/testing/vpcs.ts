// VPCs for tests, small and complete.

import type { NetworkGroup, NetworkInterface, NetworkRule, NetworkVpc } from '../../network.ts';

export const everything: NetworkRule = { IpProtocol: '-1', CidrIp: '0.0.0.0/0' };

export function tcp(port: number, source: { CidrIp: string } | { GroupId: string }): NetworkRule {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, ...source };
}

/** A group that lets everything out, unless told. */
export function group(
  GroupId: string,
  ingress: readonly NetworkRule[],
  egress: readonly NetworkRule[] = [everything],
): NetworkGroup {
  return { GroupId, ingress, egress };
}

/**
 * The interface 10.0.1.`number` of a public guest.
 *
 * @param pool such as `198.18.8.0/21`; its host address has the same last byte
 */
export function networkInterface(
  pool: string,
  number: number,
  changes: Partial<NetworkInterface> = {},
): NetworkInterface {
  const byte = number.toString(16).padStart(2, '0');
  return {
    NetworkInterfaceId: `eni-${'0'.repeat(15)}${byte}`,
    MacAddress: `02:00:0a:00:01:${byte}`,
    PrivateIpAddress: `10.0.1.${number}`,
    gateway: '10.0.1.1',
    hostAddress: pool.replace(/\.0\/21$/, `.${number}`),
    isPublic: true,
    GroupIds: ['sg-web'],
    isServiceManaged: false,
    metadataHopLimit: 1,
    ...changes,
  };
}

export function vpc(
  interfaces: readonly NetworkInterface[],
  groups: readonly NetworkGroup[],
  changes: Partial<NetworkVpc> = {},
): NetworkVpc {
  return { VpcId: 'vpc-0a', CidrBlocks: ['10.0.0.0/16'], interfaces, groups, ...changes };
}
