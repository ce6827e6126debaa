// For tests: a whole region whose machines and network exist in memory alone.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { onTestFinished } from 'vitest';
import { createDynaliteTables } from '../drivers/dynalite/tables.ts';
import { createMemoryLayers } from '../drivers/memory/layers.ts';
import { createMemoryLoadBalancers } from '../drivers/memory/loadBalancers.ts';
import { createMemoryMachines } from '../drivers/memory/machines.ts';
import { createMemoryNetwork } from '../drivers/memory/network.ts';
import { createMemoryProbes } from '../drivers/memory/targetProbes.ts';
import { createLog } from '../log.ts';
import { type Region, startRegion } from '../region.ts';
import { defaults, type Endpoint } from '../settings.ts';

export type MemoryRegion = {
  readonly ec2: EC2Client;
  /** For any other client: `new AutoScaling(region.client)`. Another one after a restart. */
  readonly client: ReturnType<typeof clientSettings>;
  readonly drivers: ReturnType<typeof createMemoryDrivers>;
  /** What the region said, one JSON line each. */
  readonly lines: readonly string[];
  /** Stops the region and starts it again, with what its drivers and its folder hold. */
  restart(): Promise<void>;
  /** Moves the region's clock. */
  advance(milliseconds: number): void;
};

function createMemoryDrivers() {
  const layers = new Set<string>();
  return {
    machines: createMemoryMachines(layers),
    layers: createMemoryLayers(layers),
    // Mutable: a reboot may bring another pool.
    network: { ...createMemoryNetwork(), hostAddress: '127.0.0.1', pool: '198.18.0.0/21' },
    loadBalancers: createMemoryLoadBalancers(),
    probes: createMemoryProbes(),
  };
}

/** Runs until the test has finished. */
export async function startMemoryRegion(): Promise<MemoryRegion> {
  const directory = await mkdtemp(join(tmpdir(), 'region-'));
  const drivers = createMemoryDrivers();
  const lines: string[] = [];
  const log = createLog({ write: (line) => void lines.push(line) });
  let clock = Date.parse('2026-01-01T00:00:00Z');
  const settings = {
    ...defaults,
    timeScale: 1,
    id: 'memory',
    directory,
    cacheDirectory: directory,
    port: 0,
  };
  const openDrivers = async () => ({ ...drivers, tables: await createDynaliteTables(undefined) });
  const start = () => startRegion(settings, { openDrivers, now: () => new Date(clock), log });
  let region: Region = await start();
  let ec2 = clientOf(region.endpoint);
  onTestFinished(async () => {
    ec2.destroy();
    await region.stop();
    await rm(directory, { recursive: true });
  });
  return {
    get ec2() {
      return ec2;
    },
    get client() {
      return clientSettings(region.endpoint);
    },
    drivers,
    lines,
    async restart() {
      await region.stop();
      region = await start();
      ec2.destroy();
      ec2 = clientOf(region.endpoint);
    },
    advance(milliseconds) {
      clock += milliseconds;
    },
  };
}

function clientOf(endpoint: Endpoint): EC2Client {
  return new EC2Client(clientSettings(endpoint));
}

function clientSettings({ endpoint, regionName, accessKeyId, secretAccessKey }: Endpoint) {
  const credentials = { accessKeyId, secretAccessKey };
  return { endpoint, region: regionName, credentials, maxAttempts: 1 };
}
