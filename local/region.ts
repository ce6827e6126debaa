// A region: store, drivers, API, metadata service and controllers, put together and taken apart.

import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { type Api, createApi } from './api.ts';
import { publishBaseImage } from './baseImages.ts';
import { startControllers } from './controllerLoop.ts';
import type { Credentials } from './credentials.ts';
import type { Drivers } from './drivers.ts';
import { faultsApi, faultsPath } from './faultsApi.ts';
import type { RegionLog } from './log.ts';
import { serveMetadata } from './metadata/metadata.ts';
import { createTokens } from './metadata/tokens.ts';
import { withOwnPaths } from './ownPaths.ts';
import { roleCredentials } from './roleCredentials.ts';
import { moveToPool } from './services/ec2/addressPool.ts';
import { ensureDefaultVpc } from './services/ec2/defaultVpc.ts';
import { moveLoadBalancers } from './services/elbv2/loadBalancerAddresses.ts';
import { regionServices } from './services/services.ts';
import type { Context, Identity } from './services/shared/context.ts';
import { type Endpoint, type RegionSettings, storeFile } from './settings.ts';
import { messagesPath, snsTables } from './store/sns.ts';
import { openStore, type Store } from './store/store.ts';
import { listen } from './wire/server.ts';

export type Region = {
  readonly endpoint: Endpoint;
  /** Ends what runs in this process. Instances go on, and a region started later finds them. */
  stop(): Promise<void>;
};

/** What a region is given: what makes it real, what time it is, and whom it tells. */
export type RegionParts = {
  readonly openDrivers: (settings: RegionSettings) => Promise<Drivers>;
  readonly now: () => Date;
  readonly log: RegionLog;
};

/** Starts a region, or a stopped one again; what a failed start has begun is ended. */
export async function startRegion(settings: RegionSettings, parts: RegionParts): Promise<Region> {
  await using started = new AsyncDisposableStack();
  await mkdir(settings.directory, { recursive: true, mode: 0o700 });
  // First, since it is the lock: nothing of a region is touched that another process runs.
  const store = openStore(storeFile(settings.directory));
  started.defer(() => store.close());
  checkOrigin(store, settings);
  const drivers = await parts.openDrivers(settings);
  started.defer(() => drivers.machines.close());
  started.defer(() => drivers.tables.close());
  try {
    return await start(settings, parts, store, drivers, started);
  } catch (error) {
    const states = [...(await drivers.machines.list()).values()].map(({ state }) => state);
    // Instances of an earlier start, if there are any, keep their network.
    if (!states.includes('running')) await drivers.network.destroy();
    throw error;
  }
}

async function start(
  settings: RegionSettings,
  { now, log }: RegionParts,
  store: Store,
  drivers: Drivers,
  started: AsyncDisposableStack,
): Promise<Region> {
  const { machines, layers, network, tables } = drivers;
  const base = await layers.base((line) => log.info(line));
  publishBaseImage(store, base, process.arch === 'arm64' ? 'arm64' : 'x86_64');

  const operator = operatorOf(settings);
  const api = createApi({
    ...settings,
    services: regionServices(tables.send),
    store,
    addressPool: network.pool,
    now,
    consoleOutput: machines.consoleOutput,
    log: log.wire,
  });
  const context: Context = {
    ...settings,
    requestId: 'region',
    identity: operator,
    now,
    store,
    addressPool: network.pool,
    consoleOutput: machines.consoleOutput,
  };
  store.transaction(() => {
    ensureDefaultVpc(context);
    moveToPool(context);
    moveLoadBalancers(context);
  });

  const key = operatorKey(store, api, operator);
  const pipeline = withOwnPaths(api.pipeline, key.SecretAccessKey, {
    [faultsPath]: faultsApi(store, now),
    [messagesPath]: () => [200, { messages: snsTables(store).messages.list() }],
  });
  const serve = async (address: string, port: number) => {
    const server = await listen({
      pipeline,
      address,
      port,
      isOwnHost: (name) => ownHosts.includes(name) || name === network.hostAddress,
    });
    started.defer(() => server.close());
    return server.port;
  };
  const port = await serve('127.0.0.1', settings.port).catch((error: unknown) => {
    throw isInUse(error) ? portInUse(settings.port) : error;
  });
  const apiPort = await serve(network.hostAddress, 0);
  const metadata = await serveMetadata({
    ...settings,
    store,
    address: network.hostAddress,
    tokens: createTokens(secretOf(store), now),
    now,
    credentialsOf: roleCredentials(context, api.credentials),
  });
  started.defer(() => metadata.close());

  const controllers = await startControllers({
    drivers,
    now,
    log,
    store,
    context,
    regionName: settings.regionName,
    ports: { metadata: metadata.port, api: apiPort },
    forgetExpired: api.credentials.forgetExpired,
  });
  started.defer(() => controllers.stop());

  const running = started.move();
  return {
    endpoint: {
      endpoint: `http://127.0.0.1:${port}`,
      regionName: settings.regionName,
      accountId: settings.accountId,
      accessKeyId: key.AccessKeyId,
      secretAccessKey: key.SecretAccessKey,
      processId: process.pid,
      callerAddress: network.hostAddress,
    },
    stop: () => running.disposeAsync(),
  };
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function portInUse(port: number): Error {
  return new Error(
    `Cannot listen on 127.0.0.1 port ${port}: another process does. Choose another port:\n` +
      '  npm run local -- up --port <number, or 0 for any free one>',
  );
}

/** Names under which the API may be asked; any other is a page of a browser that was led here. */
const ownHosts = ['127.0.0.1', 'localhost', '169.254.169.253'];

function operatorOf({ accountId }: RegionSettings): Identity {
  return {
    Account: accountId,
    Arn: `arn:aws:iam::${accountId}:user/operator`,
    UserId: 'AIDAOPERATOROFREGION',
  };
}

/** A region's name and account are in its records' ids: they cannot change once there are any. */
function checkOrigin(store: Store, { id, regionName, accountId }: RegionSettings): void {
  const origins = store.table<Pick<RegionSettings, 'regionName' | 'accountId'>>('origin');
  const origin = origins.get('origin');
  origins.put('origin', { regionName, accountId });
  if (!origin || (origin.regionName === regionName && origin.accountId === accountId)) return;
  origins.put('origin', origin);
  throw new Error(
    `The region '${id}' was made as ${origin.regionName} of account ${origin.accountId}, and cannot ` +
      `become ${regionName} of ${accountId}. Take another id, or delete its state first:\n` +
      `  npm run local -- reset --id ${id}`,
  );
}

/** The key of whoever runs the region: the same at each start, so that shells go on working. */
function operatorKey(store: Store, api: Api, operator: Identity): Credentials {
  const keys = store.table<Credentials>('operator');
  const key = keys.get('key') ?? api.credentials.issue(operator);
  keys.put('key', key);
  return key;
}

function secretOf(store: Store): Uint8Array {
  const secrets = store.table<string>('secret');
  const secret = secrets.get('metadata tokens') ?? randomBytes(32).toString('base64');
  secrets.put('metadata tokens', secret);
  return Buffer.from(secret, 'base64');
}
