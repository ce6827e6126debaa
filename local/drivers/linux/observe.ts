// Reads what of a region's network is on the host.

import { readdir } from 'node:fs/promises';
import { run } from '../run.ts';
import {
  hostLink,
  namespaceFolder,
  namespaceName,
  namespacePrefix,
  uplinkPrefix,
} from './names.ts';
import { addressText, type Link, type Route, type Routing, routeText } from './routing.ts';
import type { NetworkState, Region } from './state.ts';

/** The region's objects, half made ones included; which rules are loaded is not read. */
export async function observe({ regionId }: Region): Promise<NetworkState> {
  const namespaces = await regionNamespaces(regionId);
  const vpcIds = namespaces
    .map((name) => name.slice(namespacePrefix(regionId).length))
    .filter((id) => id.startsWith('vpc-'));
  const routers = await Promise.all(
    vpcIds.map(
      async (VpcId) => [VpcId, await observeRouter(namespaceName(regionId, VpcId))] as const,
    ),
  );
  return {
    namespaces: new Set(namespaces),
    host: await observeHost(regionId),
    routers: new Map(routers),
    rulesets: new Map(),
  };
}

/** Names of the region's namespaces. */
export async function regionNamespaces(regionId: string): Promise<string[]> {
  const names = await readdir(namespaceFolder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => name.startsWith(namespacePrefix(regionId))).sort();
}

/** Names of the region's links in the host's namespace. */
export async function regionLinks(regionId: string): Promise<string[]> {
  const links = await readLinks();
  return links.map(({ ifname }) => ifname).filter((name) => isOfRegion(regionId, name));
}

/** The host's routes, or a namespace's, of the main table. */
export async function readRoutes(namespace?: string): Promise<readonly Route[]> {
  return readJson<Route>(['-4', 'route', 'show'], namespace);
}

async function observeHost(regionId: string): Promise<Routing> {
  const links = (await readLinks()).filter(({ ifname }) => isOfRegion(regionId, ifname));
  const routes = await readRoutes();
  return {
    links: new Set(links.map(({ ifname }) => ifname).filter((name) => name !== hostLink(regionId))),
    addresses: addressesOf(links),
    // The route to the pool, on the host's link, is the claim to it and stays until the end.
    routes: new Set(
      routes.filter(({ dev }) => dev?.startsWith(uplinkPrefix(regionId))).map(routeText),
    ),
  };
}

async function observeRouter(namespace: string): Promise<Routing> {
  const links = await readLinks(namespace);
  const routes = await readRoutes(namespace);
  return {
    links: new Set(links.map(({ ifname }) => ifname).filter((name) => name !== 'lo')),
    addresses: addressesOf(links),
    routes: new Set(routes.map(routeText)),
  };
}

async function readLinks(namespace?: string): Promise<readonly Link[]> {
  return readJson<Link>(['address', 'show'], namespace);
}

async function readJson<Entry>(args: readonly string[], namespace?: string): Promise<Entry[]> {
  const where = namespace === undefined ? [] : ['-n', namespace];
  const text = await run('ip', [...where, '-json', ...args], { timeoutSeconds: 30 });
  // The shape is ip's own; for nothing at all some versions print nothing.
  return JSON.parse(text || '[]') as Entry[];
}

function addressesOf(links: readonly Link[]): Set<string> {
  return new Set(
    links.flatMap(({ ifname, addr_info = [] }) =>
      addr_info
        .filter(({ prefixlen }) => prefixlen === 32)
        .map(({ local }) => addressText(local, ifname)),
    ),
  );
}

function isOfRegion(regionId: string, link: string): boolean {
  return link === hostLink(regionId) || link.startsWith(uplinkPrefix(regionId));
}
