// From what is there to what is wanted: the commands, in stages. Rules are in force before the first
// route to a guest, and the last routes to be added say that what they lead to is complete.
//
//   remove → make namespaces and uplinks → make links, load rules → set up guests → addresses, routes

import type { NetworkInterface, NetworkVpc } from '../network.ts';
import { type Command, ipBatch, type Stage } from './commands.ts';
import { keptState } from './kept.ts';
import { guestsOf } from './members.ts';
import { interfaceLink, namespaceName, uplinkName } from './names.ts';
import { replacement } from './replacement.ts';
import { additions, emptyRouting, removals } from './routing.ts';
import { difference } from './sets.ts';
import { type NetworkState, nextHop, type Region } from './state.ts';

/** MACs of an uplink's ends, and of a router towards its guests: each pair of ends is a net of its own. */
const hostMac = '02:52:4f:00:00:01';
const routerMac = '02:52:4f:00:00:02';

const withoutIpv6 = 'net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1';

/** Settings of a router; all, since a namespace may inherit the host's. */
const routerSettings = [
  'net.ipv4.ip_forward=1',
  // The rules check sources; and gateways, which are on lo, are answered for on every link.
  ...['all', 'default'].flatMap((links) => [
    `net.ipv4.conf.${links}.rp_filter=0`,
    `net.ipv4.conf.${links}.arp_ignore=0`,
    `net.ipv4.conf.${links}.send_redirects=0`,
  ]),
  // That something is unreachable is said each time, not once a second.
  'net.ipv4.icmp_ratelimit=0',
  withoutIpv6,
].join(' ');

/** The commands that lead from `actual` to `wanted`, which `vpcs` gave; none where there is nothing to do. */
export function plan(
  region: Region,
  vpcs: readonly NetworkVpc[],
  actual: NetworkState,
  wanted: NetworkState,
): Stage[] {
  const kept = keptState(region, vpcs, actual, wanted);
  const stages = [
    ...removalStages(region, actual, kept),
    ...additionStages(region, vpcs, kept, wanted),
  ];
  return stages
    .map((stage) => stage.filter(({ input, args }) => input !== '' || !args.includes('-batch')))
    .filter((stage) => stage.length > 0);
}

function removalStages({ regionId }: Region, actual: NetworkState, kept: NetworkState): Stage[] {
  return [
    [...kept.routers].map(([VpcId, routing]) =>
      ipBatch(
        `Removing what ${VpcId} no longer has`,
        removals(actual.routers.get(VpcId) ?? emptyRouting, routing),
        namespaceName(regionId, VpcId),
      ),
    ),
    [
      ipBatch('Removing what is no longer wanted of the network', [
        ...removals(actual.host, kept.host),
        ...[...difference(actual.namespaces, kept.namespaces)].map((name) => `netns del ${name}`),
      ]),
    ],
  ];
}

function additionStages(
  { regionId }: Region,
  vpcs: readonly NetworkVpc[],
  kept: NetworkState,
  wanted: NetworkState,
): Stage[] {
  const newVpcs = vpcs.filter(({ VpcId }) => !kept.routers.has(VpcId));
  const newGuests = new Map(vpcs.map((vpc) => [vpc, newGuestsOf(vpc, kept)]));
  const allNewGuests = [...newGuests.values()].flat();
  const uplinks = newVpcs.map(({ VpcId }) => uplinkName(regionId, VpcId));
  return [
    [
      ipBatch('Making network namespaces', [
        ...newVpcs.flatMap(({ VpcId }) => makeRouter(regionId, VpcId)),
        ...allNewGuests.map((guest) => `netns add ${guestNamespace(regionId, guest)}`),
      ]),
    ],
    [
      ...(uplinks.length > 0 ? [isolate(uplinks)] : []),
      ...[...newGuests].map(([vpc, guests]) =>
        ipBatch(
          `Making the links of ${vpc.VpcId}`,
          [
            ...(newVpcs.includes(vpc) ? setUpRouter : []),
            ...guests.flatMap((guest) => makeInterface(regionId, guest)),
          ],
          namespaceName(regionId, vpc.VpcId),
        ),
      ),
      ...[...wanted.rulesets]
        .filter(([VpcId, rules]) => kept.rulesets.get(VpcId) !== rules)
        .map(([VpcId, rules]) =>
          loadRules(regionId, VpcId, replacement(kept.rulesets.get(VpcId), rules)),
        ),
    ],
    allNewGuests.map((guest) => setUpGuest(regionId, guest)),
    [
      ...[...wanted.routers].map(([VpcId, routing]) =>
        ipBatch(
          `Adding addresses and routes in ${VpcId}`,
          additions(kept.routers.get(VpcId) ?? emptyRouting, routing),
          namespaceName(regionId, VpcId),
        ),
      ),
      ipBatch('Adding addresses and routes of the host', additions(kept.host, wanted.host)),
    ],
  ];
}

function newGuestsOf(vpc: NetworkVpc, kept: NetworkState): readonly NetworkInterface[] {
  const links = kept.routers.get(vpc.VpcId)?.links;
  return guestsOf(vpc).filter(
    ({ NetworkInterfaceId }) => !links?.has(interfaceLink(NetworkInterfaceId)),
  );
}

function guestNamespace(regionId: string, { NetworkInterfaceId }: NetworkInterface): string {
  return namespaceName(regionId, NetworkInterfaceId);
}

/** MACs are set from the start: udev would replace ones that the kernel made up. */
function makeRouter(regionId: string, VpcId: string): string[] {
  const name = namespaceName(regionId, VpcId);
  const uplink = uplinkName(regionId, VpcId);
  return [
    `netns add ${name}`,
    `netns exec ${name} sysctl -eqw ${routerSettings}`,
    `link add ${uplink} address ${hostMac} type veth peer name uplink netns ${name} address ${routerMac}`,
    `link set ${uplink} up`,
    `neigh add ${nextHop.toRouter} lladdr ${routerMac} dev ${uplink} nud permanent`,
  ];
}

const setUpRouter: readonly string[] = [
  'link set lo up',
  'link set uplink up',
  `neigh add ${nextHop.toHost} lladdr ${hostMac} dev uplink nud permanent`,
];

/** The host's ends have no IPv6, and forward nothing where the host otherwise does. */
function isolate(uplinks: readonly string[]): Command {
  const settings = uplinks.flatMap((uplink) => [
    `net.ipv6.conf.${uplink}.disable_ipv6=1`,
    `net.ipv4.conf.${uplink}.forwarding=0`,
  ]);
  return {
    attempt: "Isolating the host's ends of uplinks",
    command: 'sysctl',
    args: ['-eqw', ...settings],
    input: '',
  };
}

/** The neighbour entry is permanent, so that what is sent to a guest that is gone is lost, as on AWS. */
function makeInterface(regionId: string, guest: NetworkInterface): string[] {
  const { NetworkInterfaceId, MacAddress, PrivateIpAddress } = guest;
  const link = interfaceLink(NetworkInterfaceId);
  return [
    `link add ${link} address ${routerMac} type veth peer name host0 netns ${guestNamespace(regionId, guest)} address ${MacAddress}`,
    `link set ${link} up`,
    `neigh add ${PrivateIpAddress} lladdr ${MacAddress} dev ${link} nud permanent`,
  ];
}

function setUpGuest(regionId: string, guest: NetworkInterface): Command {
  const { NetworkInterfaceId, PrivateIpAddress, gateway } = guest;
  const name = guestNamespace(regionId, guest);
  return ipBatch(
    `Setting up the namespace of ${NetworkInterfaceId}`,
    [
      `netns exec ${name} sysctl -eqw ${withoutIpv6}`,
      'link set lo up',
      'link set host0 up',
      `address add ${PrivateIpAddress}/32 dev host0`,
      `route add default via ${gateway} dev host0 onlink`,
    ],
    name,
  );
}

function loadRules(regionId: string, VpcId: string, rules: string): Command {
  return {
    attempt: `Loading the rules of ${VpcId}`,
    command: 'ip',
    args: ['netns', 'exec', namespaceName(regionId, VpcId), 'nft', '-f', '-'],
    input: rules,
  };
}
