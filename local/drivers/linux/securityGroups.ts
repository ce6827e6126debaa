// Security groups as chains of nftables: one chain per direction for every combination of groups that
// an interface has, since most interfaces share one. Rules only allow, so their order means nothing.

import type { NetworkGroup, NetworkInterface, NetworkRule, NetworkVpc } from '../network.ts';
import { guestsOf } from './members.ts';

export type Direction = 'ingress' | 'egress';

/** What the groups of a VPC come to, as texts for nft. */
export type GroupChains = {
  /** The sets that rules refer to: the private addresses of a group's members, by its id. */
  readonly sets: ReadonlyMap<string, readonly string[]>;
  /** Rules by name of chain. Ingress ends in `accept` or `drop`, egress in `return` or `drop`. */
  readonly chains: ReadonlyMap<string, readonly string[]>;
  /** The chain of each guest, by private address: nothing comes to a service-managed interface. */
  readonly ingress: ReadonlyMap<string, string>;
  /** The chain of each interface, by private address. */
  readonly egress: ReadonlyMap<string, string>;
};

export function groupChains(vpc: NetworkVpc): GroupChains {
  const { interfaces, groups } = vpc;
  const combinations = [...new Set(interfaces.map(combinationOf))];
  const used = groups.filter(({ GroupId }) =>
    interfaces.some(({ GroupIds }) => GroupIds.includes(GroupId)),
  );
  const referred = used
    .flatMap(({ ingress, egress }) => [...ingress, ...egress])
    .flatMap(({ GroupId }) => (GroupId === undefined ? [] : [GroupId]));
  const chainOf = (direction: Direction, members: readonly NetworkInterface[]) =>
    new Map(
      members.map((one) => [
        one.PrivateIpAddress,
        `${direction}-${combinations.indexOf(combinationOf(one)) + 1}`,
      ]),
    );
  return {
    sets: new Map(
      [...new Set(referred)].map((id) => [
        id,
        interfaces
          .filter(({ GroupIds }) => GroupIds.includes(id))
          .map(({ PrivateIpAddress }) => PrivateIpAddress),
      ]),
    ),
    chains: new Map(
      combinations.flatMap((combination, index) => {
        const own = used.filter(({ GroupId }) => combination.split(' ').includes(GroupId));
        return [
          [`ingress-${index + 1}`, chain(own, 'ingress', 'accept')],
          [`egress-${index + 1}`, chain(own, 'egress', 'return')],
        ] as const;
      }),
    ),
    ingress: chainOf('ingress', guestsOf(vpc)),
    egress: chainOf('egress', interfaces),
  };
}

/** What a packet must have for a rule to allow it: text for nft, empty for everything. */
export function condition(rule: NetworkRule, direction: Direction): string {
  const address = direction === 'ingress' ? 'ip saddr' : 'ip daddr';
  return [peer(rule, address), traffic(rule)].filter((part) => part !== '').join(' ');
}

function combinationOf({ GroupIds }: { readonly GroupIds: readonly string[] }): string {
  return [...new Set(GroupIds)].sort().join(' ');
}

function chain(groups: readonly NetworkGroup[], direction: Direction, verdict: string): string[] {
  const allowed = groups.flatMap((group) =>
    group[direction].map((rule) => `${condition(rule, direction)} ${verdict}`.trim()),
  );
  return [...new Set(allowed), 'drop'];
}

function peer({ CidrIp, GroupId }: NetworkRule, address: string): string {
  if (GroupId !== undefined) return `${address} @${GroupId}`;
  return CidrIp === undefined || CidrIp === '0.0.0.0/0' ? '' : `${address} ${CidrIp}`;
}

function traffic({ IpProtocol, FromPort = -1, ToPort = -1 }: NetworkRule): string {
  switch (IpProtocol) {
    case '-1':
      return '';
    case 'tcp':
    case '6':
      return ports('tcp', FromPort, ToPort);
    case 'udp':
    case '17':
      return ports('udp', FromPort, ToPort);
    case 'icmp':
    case '1':
      if (FromPort === -1) return 'meta l4proto icmp';
      return `icmp type ${FromPort}${ToPort === -1 ? '' : ` icmp code ${ToPort}`}`;
    default:
      return `meta l4proto ${IpProtocol}`;
  }
}

function ports(protocol: 'tcp' | 'udp', from: number, to: number): string {
  if (from === -1 || (from === 0 && to === 65535)) return `meta l4proto ${protocol}`;
  return `${protocol} dport ${from === to ? from : `${from}-${to}`}`;
}
