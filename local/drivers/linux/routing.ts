// The links, addresses and routes of one network namespace, as texts that `ip` takes after `add` and
// `del`; so what is wanted and what is there are compared as sets, and either is a command.

import { difference } from './sets.ts';

/** A route as `ip -json route` shows it, as far as it concerns us. */
export type Route = {
  readonly dst: string;
  readonly gateway?: string;
  readonly dev?: string;
  readonly prefsrc?: string;
};

/** A link with its addresses as `ip -json address` shows it, as far as it concerns us. */
export type Link = {
  readonly ifname: string;
  readonly addr_info: readonly { readonly local: string; readonly prefixlen: number }[];
};

export type Routing = {
  /** Names of links. */
  readonly links: ReadonlySet<string>;
  /** Such as `10.0.1.1/32 dev lo`. */
  readonly addresses: ReadonlySet<string>;
  /** Such as `10.0.1.5 dev eni-0123`. */
  readonly routes: ReadonlySet<string>;
};

export const emptyRouting: Routing = { links: new Set(), addresses: new Set(), routes: new Set() };

/** A number of our own for links that are about to be deleted. */
const doomed = 21079;

/** Such as `198.18.8.5 via 169.254.0.1 dev ro-a-1b2c3 onlink src 198.18.8.1`. */
export function routeText({ dst, gateway, dev, prefsrc }: Route): string {
  return [
    dst,
    ...(gateway === undefined ? [] : [`via ${gateway}`]),
    `dev ${dev}`,
    ...(gateway === undefined ? [] : ['onlink']),
    ...(prefsrc === undefined ? [] : [`src ${prefsrc}`]),
  ].join(' ');
}

export function addressText(address: string, dev: string): string {
  return `${address}/32 dev ${dev}`;
}

/** Whether an address or a route is on one of the links. */
export function mentionsAny(text: string, links: readonly string[]): boolean {
  return links.some((link) => text.split(' ').includes(link));
}

/** Lines that lead from `actual` to its part `kept`. A deleted link takes along what is on it. */
export function removals(actual: Routing, kept: Routing): string[] {
  const links = [...difference(actual.links, kept.links)];
  const toDelete = (object: string, texts: ReadonlySet<string>) =>
    [...texts].filter((text) => !mentionsAny(text, links)).map((text) => `${object} del ${text}`);
  return [
    ...deleteLinks(links),
    ...toDelete('route', difference(actual.routes, kept.routes)),
    ...toDelete('address', difference(actual.addresses, kept.addresses)),
  ];
}

/** All at once, as a group: one after another, each of them waits 20 ms for the kernel's other cores. */
export function deleteLinks(links: readonly string[]): string[] {
  if (links.length === 0) return [];
  return [...links.map((link) => `link set ${link} group ${doomed}`), `link del group ${doomed}`];
}

/** Lines that add the addresses and routes that are missing; addresses first, since routes name them. */
export function additions(kept: Routing, wanted: Routing): string[] {
  return [
    ...[...difference(wanted.addresses, kept.addresses)].map((text) => `address add ${text}`),
    ...[...difference(wanted.routes, kept.routes)].map((text) => `route add ${text}`),
  ];
}
