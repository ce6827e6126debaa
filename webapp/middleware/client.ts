// Who asks: the peer of the connection or, when that is a trusted proxy, whom the proxy says.

import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

export type Client = { readonly ip: string; readonly isHttps: boolean };

/**
 * Tells a request's client. Only the last entry of `X-Forwarded-For` counts, the one that the
 * trusted proxy added: those before it are whatever the client sent. An ALB sets
 * `X-Forwarded-For` and `X-Forwarded-Proto`; `X-Forwarded-Host` it passes on, so it is never read.
 *
 * @param trustedProxies addresses and CIDR blocks, valid ones
 */
export function createClientOf(
  trustedProxies: readonly string[],
): (request: IncomingMessage) => Client {
  const trusted = new BlockList();
  for (const network of trustedProxies) {
    const [address = '', prefix] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  const isTrusted = (address: string) =>
    trustedProxies.length > 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

  return (request) => {
    // A socket that listens on `::` shows an IPv4 peer as ::ffff:192.0.2.1.
    const peer = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    if (!isTrusted(peer)) return { ip: peer, isHttps: false };
    const forwarded = lastOf(request.headers['x-forwarded-for']);
    return {
      ip: isIP(forwarded) ? forwarded : peer,
      isHttps: lastOf(request.headers['x-forwarded-proto']) === 'https',
    };
  };
}

function lastOf(header: string | string[] | undefined): string {
  return (
    String(header ?? '')
      .split(',')
      .at(-1)
      ?.trim() ?? ''
  );
}
