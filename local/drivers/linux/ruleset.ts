// The rules of one VPC's router as nftables takes them: whose packets are taken, what security groups
// allow, which addresses stand for which. `replacement` puts it in force at once; connections that are
// established go on, since the kernel knows them apart from the rules.
//
// Egress is judged by what a guest sent, before translation (port 443 for the API), ingress by what its
// target gets. What comes from a service-managed interface has its private address before all else.
//
// Base chains accept by policy and drop by their last rule: a new chain is in force for a moment without
// its rules.

import {
  apiAddress,
  type NetworkInterface,
  type NetworkVpc,
  type RegionPorts,
} from '../network.ts';
import { guestsOf, serviceManagedOf } from './members.ts';
import { interfaceLink } from './names.ts';
import { chain, map, set } from './nftText.ts';
import { groupChains } from './securityGroups.ts';

/** Where guests find the metadata service, on port 80. */
const metadataAddress = '169.254.169.254';

/** The table of the router's namespace. */
export function ruleset(vpc: NetworkVpc, hostAddress: string, ports: RegionPorts): string {
  const groups = groupChains(vpc);
  const objects = [
    ...addressObjects(vpc, hostAddress),
    ...[...groups.sets].map(([id, members]) => set(id, 'ipv4_addr', members)),
    ...[...groups.chains].map(([name, rules]) => chain(name, rules)),
    map('egress', 'ipv4_addr : verdict', verdicts(groups.egress, 'jump')),
    map('ingress', 'ipv4_addr : verdict', verdicts(groups.ingress, 'goto')),
    ...baseChains(vpc, hostAddress, ports),
  ];
  return `table ip rollover {
${objects.join('\n\n')}
}
`;
}

function addressObjects(vpc: NetworkVpc, hostAddress: string): string[] {
  const guests = guestsOf(vpc);
  const serviceManaged = serviceManagedOf(vpc);
  const toPrivate = (one: NetworkInterface) => [one.hostAddress, one.PrivateIpAddress] as const;
  const toHost = (one: NetworkInterface) => [one.PrivateIpAddress, one.hostAddress] as const;
  const sources = guests.map(
    (one) => `"${interfaceLink(one.NetworkInterfaceId)}" . ${one.PrivateIpAddress}`,
  );
  const hostSources = [hostAddress, ...serviceManaged.map((one) => one.hostAddress)];
  const translation = 'ipv4_addr : ipv4_addr';
  return [
    set('guest-sources', 'ifname . ipv4_addr', sources),
    set('host-sources', 'ipv4_addr', hostSources),
    map('guests', translation, guests.map(toPrivate)),
    map('public-guests', translation, guests.filter((one) => one.isPublic).map(toPrivate)),
    map('host-addresses', translation, guests.map(toHost)),
    map('service-managed', translation, serviceManaged.map(toPrivate)),
    map('service-managed-on-host', translation, serviceManaged.map(toHost)),
  ];
}

/** In the order in which a packet passes them. */
function baseChains(vpc: NetworkVpc, hostAddress: string, ports: RegionPorts): string[] {
  return [
    chain('sources', [
      'type filter hook prerouting priority raw; policy accept;',
      'iifname != "uplink" iifname . ip saddr != @guest-sources drop',
      'iifname "uplink" ip saddr != @host-sources drop',
      'iifname "uplink" ip saddr set ip saddr map @service-managed',
    ]),
    chain('leaving', [
      'type filter hook prerouting priority mangle; policy accept;',
      ...[8, 5].map(markPut),
      'ct state vmap { established : accept, related : accept, invalid : drop }',
      'iifname "uplink" accept',
      `ip daddr ${metadataAddress} accept`,
      'ip saddr vmap @egress',
    ]),
    chain('to-private', [
      'type nat hook prerouting priority dstnat; policy accept;',
      `iifname != "uplink" ip daddr ${metadataAddress} tcp dport 80 dnat to ${hostAddress}:${ports.metadata}`,
      `iifname != "uplink" ip daddr ${apiAddress} tcp dport 443 dnat to ${hostAddress}:${ports.api}`,
      `iifname "uplink" ip saddr ${hostAddress} dnat to ip daddr map @public-guests`,
      `iifname "uplink" ip saddr != ${hostAddress} dnat to ip daddr map @guests`,
    ]),
    chain('forwarding', [
      'type filter hook forward priority filter; policy accept;',
      ...hopLimits(vpc),
      'ct state established,related accept',
      `oifname "uplink" ct original ip daddr { ${apiAddress}, ${metadataAddress} } accept`,
      'iifname "uplink" ip saddr vmap @egress',
      'ip daddr vmap @ingress',
      // An ICMP type that UDP sockets hear of, too.
      'reject with icmp type net-prohibited',
    ]),
    chain('to-host', [
      'type nat hook postrouting priority srcnat; policy accept;',
      'oifname "uplink" snat to ip saddr map @host-addresses',
    ]),
    chain('to-service-managed', [
      'type filter hook postrouting priority 300; policy accept;',
      'oifname "uplink" ip daddr set ip daddr map @service-managed-on-host',
    ]),
    chain('router', ['type filter hook input priority filter; policy accept;', 'drop']),
  ];
}

/**
 * Marks a connection to the metadata service while its last request is a PUT, told by its first four
 * bytes, `PUT ` or `GET `.
 *
 * @param headerWords length of the TCP header, in words of 32 bits: 8 with timestamps, 5 without
 */
function markPut(headerWords: number): string {
  const start = `@th,${32 * headerWords},32`;
  return `ip daddr ${metadataAddress} tcp doff ${headerWords} ct mark set ${start} map { 0x50555420 : 1, 0x47455420 : 0 }`;
}

/** The answer to a PUT has as many hops left as the interface allows; the rules come after the router's. */
function hopLimits(vpc: NetworkVpc): string[] {
  const guests = guestsOf(vpc);
  const limits = [...new Set(guests.map((one) => one.metadataHopLimit))].sort((a, b) => a - b);
  return limits.map((limit) => {
    const addresses = guests
      .filter((one) => one.metadataHopLimit === limit)
      .map((one) => one.PrivateIpAddress);
    return `ct direction reply ct mark 1 ct original ip daddr ${metadataAddress} ip daddr { ${addresses.join(', ')} } ip ttl set ${limit}`;
  });
}

function verdicts(
  chains: ReadonlyMap<string, string>,
  verdict: 'jump' | 'goto',
): (readonly [string, string])[] {
  return [...chains].map(([address, name]) => [address, `${verdict} ${name}`]);
}
