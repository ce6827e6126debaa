// For tests: a driver with a folder of its own, on an address of its own, and some targets behind it.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import type {
  AccessRecord,
  LoadBalancerDriver,
  RoutedLoadBalancer,
  RoutedTarget,
} from '../../loadBalancers.ts';
import { createHaproxy } from '../haproxy.ts';
import { haproxyPaths } from '../paths.ts';
import { routedGroup, routedLoadBalancer } from './routed.ts';
import { routedTarget, startTarget, type Target } from './target.ts';

export type Setup = {
  readonly directory: string;
  readonly driver: LoadBalancerDriver;
  readonly targets: readonly Target[];
  readonly url: string;
  /** Path of HAProxy's configuration. */
  readonly config: string;
  /** Applies one load balancer with these targets, all of them ready unless told. */
  route(changes?: Partial<RoutedLoadBalancer>): Promise<void>;
  /** The same, with these targets. */
  routeTo(...targets: readonly RoutedTarget[]): Promise<void>;
};

/** Names the folders, so that what is left of them can be found. */
export const regionId = 'lb1';

let lastAddress = 0;

/** Its driver is destroyed when the test has finished. */
export async function setUp(count = 1): Promise<Setup> {
  const directory = await mkdtemp(join(tmpdir(), `region-${regionId}-`));
  const driver = createHaproxy({ directory });
  const names = Array.from({ length: count }, (_, index) => `i-${index + 1}`);
  const targets = await Promise.all(names.map((name) => startTarget(name)));
  // Nobody else's, whatever runs on this machine.
  const address = `127.${1 + (process.pid >> 8)}.${process.pid & 255}.${++lastAddress}`;
  onTestFinished(async () => {
    await driver.destroy();
    await Promise.all(targets.map((target) => target.close()));
    await rm(directory, { recursive: true });
  });
  const route: Setup['route'] = (changes) => {
    const groups = [routedGroup({ targets: targets.map((target) => routedTarget(target)) })];
    return driver.apply([routedLoadBalancer({ address, groups, ...changes })]);
  };
  return {
    directory,
    driver,
    targets,
    url: `http://${address}`,
    config: haproxyPaths(directory).config,
    route,
    routeTo: (...routed) => route({ groups: [routedGroup({ targets: routed })] }),
  };
}

/** The records of this many requests, which HAProxy writes after its answers. */
export async function records(
  { driver }: Pick<Setup, 'driver'>,
  count: number,
): Promise<AccessRecord[]> {
  const found: AccessRecord[] = [];
  await vi.waitFor(
    async () => {
      found.push(...(await driver.takeAccessRecords()));
      expect(found.length).toBeGreaterThanOrEqual(count);
    },
    { timeout: 10_000 },
  );
  return found;
}
