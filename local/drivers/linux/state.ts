// What a region's network consists of: the same shape for what is wanted, made from the region's
// records, and for what is there, read from the host.

import type { NetworkInterface, NetworkVpc, RegionPorts } from '../network.ts';
import { guestsOf, serviceManagedOf } from './members.ts';
import { hostLink, interfaceLink, namespaceName, uplinkName } from './names.ts';
import { addressText, type Routing, routeText } from './routing.ts';
import { ruleset } from './ruleset.ts';

export type Region = {
  readonly regionId: string;
  /** The host's address in the region's pool. */
  readonly hostAddress: string;
};

export type NetworkState = {
  /** Names of namespaces, of routers and of guests. */
  readonly namespaces: ReadonlySet<string>;
  /** Of the host's own namespace, only what is the region's. */
  readonly host: Routing;
  /** Of each VPC's router, by VPC id. */
  readonly routers: ReadonlyMap<string, Routing>;
  /** The rules that each router took last, by VPC id; what is not known is loaded again. */
  readonly rulesets: ReadonlyMap<string, string>;
};

/** Next hops of an uplink: nobody has these addresses, permanent neighbour entries give them a MAC. */
export const nextHop = { toHost: '169.254.0.1', toRouter: '169.254.0.2' } as const;

/** The route by which a router sends to the region; added last, it says that the router is complete. */
export function routeToRegion(hostAddress: string): string {
  return routeText({ dst: hostAddress, gateway: nextHop.toHost, dev: 'uplink' });
}

/** The route to a guest; added last, it says that the interface is complete. */
export function routeToGuest(
  guest: Pick<NetworkInterface, 'NetworkInterfaceId' | 'PrivateIpAddress'>,
): string {
  return routeText({ dst: guest.PrivateIpAddress, dev: interfaceLink(guest.NetworkInterfaceId) });
}

/** What the host holds when everything is as the records say. */
export function wantedState(
  region: Region,
  vpcs: readonly NetworkVpc[],
  ports: RegionPorts,
): NetworkState {
  const { regionId, hostAddress } = region;
  const ids = vpcs.flatMap((vpc) => [
    vpc.VpcId,
    ...guestsOf(vpc).map(({ NetworkInterfaceId }) => NetworkInterfaceId),
  ]);
  return {
    namespaces: new Set(ids.map((id) => namespaceName(regionId, id))),
    host: wantedHost(region, vpcs),
    routers: new Map(vpcs.map((vpc) => [vpc.VpcId, wantedRouter(hostAddress, vpc)])),
    rulesets: new Map(vpcs.map((vpc) => [vpc.VpcId, ruleset(vpc, hostAddress, ports)])),
  };
}

function wantedHost({ regionId, hostAddress }: Region, vpcs: readonly NetworkVpc[]): Routing {
  const uplinkOf = ({ VpcId }: NetworkVpc) => uplinkName(regionId, VpcId);
  const addresses = [hostAddress, ...vpcs.flatMap(serviceManagedOf).map((one) => one.hostAddress)];
  const routes = vpcs.flatMap((vpc) =>
    guestsOf(vpc).map((guest) => ({
      dst: guest.hostAddress,
      gateway: nextHop.toRouter,
      dev: uplinkOf(vpc),
      prefsrc: hostAddress,
    })),
  );
  return {
    links: new Set(vpcs.map(uplinkOf)),
    addresses: new Set(addresses.map((address) => addressText(address, hostLink(regionId)))),
    routes: new Set(routes.map(routeText)),
  };
}

function wantedRouter(hostAddress: string, vpc: NetworkVpc): Routing {
  const guests = guestsOf(vpc);
  const toServiceManaged = serviceManagedOf(vpc).map((one) => ({
    dst: one.PrivateIpAddress,
    gateway: nextHop.toHost,
    dev: 'uplink',
  }));
  return {
    links: new Set([
      'uplink',
      ...guests.map(({ NetworkInterfaceId }) => interfaceLink(NetworkInterfaceId)),
    ]),
    addresses: new Set(guests.map(({ gateway }) => addressText(gateway, 'lo'))),
    routes: new Set([
      // Leads all else to the rule that says so: the kernel itself says `unreachable` once a second only.
      routeText({ dst: 'default', dev: 'lo' }),
      ...toServiceManaged.map(routeText),
      ...guests.map(routeToGuest),
      routeToRegion(hostAddress),
    ]),
  };
}
