// A region's network for a test, on the real host: its driver, its services, agents in its guests.

import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  NetworkDriver,
  NetworkGroup,
  NetworkInterface,
  NetworkVpc,
  RegionPorts,
} from '../../network.ts';
import { createLinuxNetwork } from '../linuxNetwork.ts';
import { namespaceName } from '../names.ts';
import type { Question } from './agent.ts';
import { type Agent, command, startAgent } from './inNamespace.ts';
import { networkInterface, vpc } from './vpcs.ts';

export const metadataAddress = '169.254.169.254';
export const unreachable = 'ENETUNREACH';

export type TestRegion = {
  readonly regionId: string;
  readonly driver: NetworkDriver;
  readonly ports: RegionPorts;
  /** In the host's namespace. */
  readonly host: Agent;
  /** A public guest with the private address 10.0.1.`number`. */
  readonly guest: (number: number, changes?: Partial<NetworkInterface>) => NetworkInterface;
  readonly apply: (...vpcs: readonly NetworkVpc[]) => Promise<void>;
  readonly agentOf: (guest: NetworkInterface) => Promise<Agent>;
  readonly agentIn: (namespace: string) => Promise<Agent>;
  /** Name of the namespace of a VPC or of an interface. */
  readonly namespace: (id: string) => string;
  /** Undoes all, and gives what is left on the host, which should be nothing. */
  readonly close: () => Promise<readonly string[]>;
};

export async function createTestRegion(): Promise<TestRegion> {
  const regionId = `t${randomBytes(2).toString('hex')}`;
  const driver = await createLinuxNetwork({ regionId });
  const [metadata, api] = [await serve(driver), await serve(driver)];
  const ports = { metadata: metadata.port, api: api.port };
  const agents: Agent[] = [];
  async function agentIn(namespace?: string): Promise<Agent> {
    const agent = await startAgent(namespace);
    agents.push(agent);
    return agent;
  }
  return {
    regionId,
    driver,
    ports,
    host: await agentIn(),
    guest: (number, changes) => networkInterface(driver.pool, number, changes),
    apply: (...vpcs) => driver.apply(vpcs, ports),
    agentOf: ({ NetworkInterfaceId }) => agentIn(driver.namespaceOf(NetworkInterfaceId)),
    agentIn,
    namespace: (id) => namespaceName(regionId, id),
    async close() {
      await Promise.all([...agents.map((agent) => agent.close()), metadata.close(), api.close()]);
      await driver.destroy();
      return tracesOf(regionId, driver.pool);
    },
  };
}

/** Lines of the host's own listings that speak of the region. */
export function tracesOf(regionId: string, pool: string): readonly string[] {
  const prefixes = Array.from({ length: 8 }, (_, index) => {
    const [first, second, third] = pool.split('.');
    return ` ${first}.${second}.${Number(third) + index}.`;
  });
  const listings = ['netns list', '-o link', '-o address', 'route show table all', 'rule', 'neigh'];
  return [
    ...listings.flatMap((listing) => command(`ip ${listing}`).split('\n')),
    ...command('nft list tables').split('\n'),
    ...(existsSync('/run/rollover') ? readdirSync('/run/rollover', { recursive: true }) : []),
  ]
    .map(String)
    .filter((line) => {
      const isNamed = new RegExp(`\\b(ro|rollover)-${regionId}\\b|table .* rollover`).test(line);
      return isNamed || prefixes.some((prefix) => ` ${line}`.includes(prefix));
    });
}

/** Two or three guests of one VPC, 10.0.1.10 and on, with the groups of each, and an agent in each. */
export async function applyGuests(
  region: TestRegion,
  groups: readonly NetworkGroup[],
  ...groupIds: readonly string[]
): Promise<readonly [Agent, Agent, Agent]> {
  const guests = groupIds.map((id, index) => region.guest(10 + index, { GroupIds: [id] }));
  await region.apply(vpc(guests, groups));
  const [one, two, three] = await Promise.all(guests.map(region.agentOf));
  if (!one || !two) throw new Error('Expected the groups of at least two guests');
  return [one, two, three ?? two];
}

export function tcpTo(host: string, port: number): Question & { readonly kind: 'connect' } {
  return { kind: 'connect', host, port };
}

export function http(method: 'GET' | 'PUT', host: string, port: number): Question {
  return { kind: 'http', method, host, port };
}

/** A service of the region: answers each request with the address that it came from. */
async function serve(driver: NetworkDriver): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    response.end(request.socket.remoteAddress);
  });
  await new Promise<void>((resolve) => server.listen(0, driver.hostAddress, resolve));
  // The address of a server that listens on TCP is an object.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
