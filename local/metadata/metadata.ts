// The instance metadata service, version 2 and, where an instance allows it, 1. Who asks is known by
// the address that the network driver gives to what an interface sends, which no guest can forge.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html

import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ec2Tables } from '../store/ec2.ts';
import type { Store } from '../store/store.ts';
import {
  type Category,
  type Facts,
  identityDocument,
  metadataOf,
  type RoleCredentials,
} from './categories.ts';
import type { TokenIssuer } from './tokens.ts';

export type MetadataOptions = {
  readonly store: Store;
  /** The host's address in the region's pool. */
  readonly address: string;
  readonly regionName: string;
  readonly accountId: string;
  readonly tokens: TokenIssuer;
  readonly now: () => Date;
  /** Of the role in an instance's profile. */
  readonly credentialsOf: (facts: Pick<Facts, 'row'>) => RoleCredentials | undefined;
};

export type MetadataServer = { readonly port: number; close(): Promise<void> };

type Answer = {
  readonly status: number;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
};

const maxTtlSeconds = 21600;
const ttlHeader = 'x-aws-ec2-metadata-token-ttl-seconds';

export async function serveMetadata(options: MetadataOptions): Promise<MetadataServer> {
  const server = createServer((request, response) => {
    const { status, body, headers } = answer(request, options);
    // What a body holds is of no use here; without this it would be taken for the next request.
    request.resume();
    response.writeHead(status, {
      'content-type': 'text/plain',
      server: 'EC2ws',
      'content-length': Buffer.byteLength(body),
      ...headers,
    });
    response.end(body);
  });
  server.listen(0, options.address);
  await once(server, 'listening');
  return {
    // A server that listens on an address has one.
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function answer(request: IncomingMessage, options: MetadataOptions): Answer {
  const facts = factsOf(request.socket.remoteAddress ?? '', options);
  if (!facts) return error(404, 'Not Found');
  const { row } = facts;
  const isEnabled = row.MetadataOptions?.HttpEndpoint !== 'disabled';
  if (!isEnabled) return error(403, 'Forbidden');
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (request.method === 'PUT' && path === '/latest/api/token') {
    return issueToken(request, row.InstanceId, options.tokens);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return error(405, 'Method Not Allowed');
  const token = request.headers['x-aws-ec2-metadata-token'];
  const isRequired = row.MetadataOptions?.HttpTokens === 'required';
  const isTrusted =
    typeof token === 'string' ? options.tokens.isValid(token, row.InstanceId) : !isRequired;
  if (!isTrusted) return error(401, 'Unauthorized');
  return read(path, facts);
}

function factsOf(
  remoteAddress: string,
  { store, regionName, accountId, credentialsOf, now }: MetadataOptions,
): Facts | undefined {
  const tables = ec2Tables(store);
  const networkInterface = tables.networkInterfaces
    .list()
    .find(({ hostAddress }) => hostAddress === remoteAddress);
  const row = tables.instances.get(networkInterface?.Attachment?.InstanceId ?? '');
  if (!networkInterface || !row) return undefined;
  const credentials = credentialsOf({ row });
  return { row, networkInterface, tables, regionName, accountId, credentials, now };
}

function issueToken(request: IncomingMessage, InstanceId: string, tokens: TokenIssuer): Answer {
  // A request that came through a proxy may not be the instance's own.
  if (request.headers['x-forwarded-for'] !== undefined) return error(403, 'Forbidden');
  const ttl = request.headers[ttlHeader];
  if (typeof ttl !== 'string' || !/^\d{1,5}$/.test(ttl)) return error(400, 'Bad Request');
  if (Number(ttl) < 1 || Number(ttl) > maxTtlSeconds) return error(400, 'Bad Request');
  return {
    status: 200,
    body: tokens.issue(InstanceId, Number(ttl)),
    headers: { [ttlHeader]: ttl },
  };
}

function read(path: string, facts: Facts): Answer {
  const [, version = '', ...rest] = path.split('/');
  if (version === '') return text('1.0\n2009-04-04\n2021-03-23\nlatest');
  if (!/^(latest|1\.0|\d{4}-\d{2}-\d{2})$/.test(version)) return error(404, 'Not Found');
  const [root = '', ...names] = rest.filter((name) => name !== '').map(decode);
  if (root === 'user-data' && names.length === 0) return userData(facts);
  const tree: Category = {
    'meta-data': metadataOf(facts),
    dynamic: { 'instance-identity': { document: () => identityDocument(facts) } },
    ...(facts.row.attributes.userData !== undefined && { 'user-data': '' }),
  };
  let category: Category | undefined = tree;
  for (const name of root === '' ? [] : [root, ...names]) {
    if (typeof category !== 'object' || !Object.hasOwn(category, name)) {
      return error(404, 'Not Found');
    }
    category = category[name];
  }
  if (typeof category === 'function') return text(category());
  return text(typeof category === 'object' ? listing(category) : (category ?? ''));
}

function listing(folder: { readonly [name: string]: Category }): string {
  // A key is listed as `0=name`, and found at `0/`.
  const keys = Object.keys(folder).filter((name) => name.includes('='));
  return Object.entries(folder)
    .filter(([name]) => !keys.some((key) => key.startsWith(`${name}=`)))
    .map(([name, child]) => (typeof child === 'object' && !name.includes('=') ? `${name}/` : name))
    .join('\n');
}

function userData({ row }: Facts): Answer {
  const encoded = row.attributes.userData;
  if (encoded === undefined) return error(404, 'Not Found');
  return {
    status: 200,
    body: Buffer.from(encoded, 'base64'),
    headers: { 'content-type': 'application/octet-stream' },
  };
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const text = (body: string): Answer => ({ status: 200, body });
const error = (status: number, title: string): Answer => ({
  status,
  body: `${status} - ${title}\n`,
});
