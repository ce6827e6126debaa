// What may stay of what is there: wanted, and complete. What is half made, because a region was killed
// while it made it, is known by the lack of its last route; nothing runs in it yet, so it is made anew.

import type { NetworkVpc } from '../network.ts';
import { guestsOf } from './members.ts';
import { interfaceLink, namespaceName, uplinkName } from './names.ts';
import { emptyRouting, mentionsAny, type Routing } from './routing.ts';
import { difference, intersection } from './sets.ts';
import { type NetworkState, type Region, routeToGuest, routeToRegion } from './state.ts';

/** The part of `actual` that is also wanted, without anything half made. */
export function keptState(
  region: Region,
  vpcs: readonly NetworkVpc[],
  actual: NetworkState,
  wanted: NetworkState,
): NetworkState {
  const keptVpcs = vpcs.filter((vpc) => isCompleteRouter(region, vpc, actual));
  const lost = vpcs.filter((vpc) => !keptVpcs.includes(vpc));
  const lostGuests = vpcs.flatMap((vpc) =>
    guestsOf(vpc)
      .filter((guest) => lost.includes(vpc) || !isCompleteGuest(region, vpc, guest, actual))
      .map(({ NetworkInterfaceId }) => NetworkInterfaceId),
  );
  const lostLinks = lostGuests.map(interfaceLink);
  const lostUplinks = lost.map(({ VpcId }) => uplinkName(region.regionId, VpcId));
  const lostNamespaces = [...lost.map(({ VpcId }) => VpcId), ...lostGuests].map((id) =>
    namespaceName(region.regionId, id),
  );
  return {
    namespaces: difference(
      intersection(actual.namespaces, wanted.namespaces),
      new Set(lostNamespaces),
    ),
    host: keptRouting(actual.host, wanted.host, lostUplinks),
    routers: new Map(
      keptVpcs.map(({ VpcId }) => [
        VpcId,
        keptRouting(actual.routers.get(VpcId), wanted.routers.get(VpcId), lostLinks),
      ]),
    ),
    rulesets: new Map(
      [...actual.rulesets].filter(([id]) => keptVpcs.some((vpc) => vpc.VpcId === id)),
    ),
  };
}

function isCompleteRouter(
  { regionId, hostAddress }: Region,
  { VpcId }: NetworkVpc,
  { namespaces, host, routers }: NetworkState,
): boolean {
  return (
    namespaces.has(namespaceName(regionId, VpcId)) &&
    host.links.has(uplinkName(regionId, VpcId)) &&
    routers.get(VpcId)?.routes.has(routeToRegion(hostAddress)) === true
  );
}

function isCompleteGuest(
  { regionId }: Region,
  { VpcId }: NetworkVpc,
  guest: { readonly NetworkInterfaceId: string; readonly PrivateIpAddress: string },
  { namespaces, routers }: NetworkState,
): boolean {
  return (
    namespaces.has(namespaceName(regionId, guest.NetworkInterfaceId)) &&
    routers.get(VpcId)?.routes.has(routeToGuest(guest)) === true
  );
}

function keptRouting(
  actual: Routing = emptyRouting,
  wanted: Routing = emptyRouting,
  lostLinks: readonly string[],
): Routing {
  return {
    links: difference(intersection(actual.links, wanted.links), new Set(lostLinks)),
    addresses: intersection(actual.addresses, wanted.addresses),
    routes: new Set(
      [...intersection(actual.routes, wanted.routes)].filter(
        (route) => !mentionsAny(route, lostLinks),
      ),
    ),
  };
}
