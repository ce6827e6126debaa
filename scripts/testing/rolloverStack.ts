// For tests: the whole of it, as a user has it: a checkout, a local region, the stack in it, its releases, and
// traffic to it.

import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AutoScaling, type Instance } from '@aws-sdk/client-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import {
  ElasticLoadBalancingV2,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { SSM } from '@aws-sdk/client-ssm';
import { type Endpoint, endpointFile } from '../../local/settings.ts';
import type { PartialReport } from '../lib/pipeline/deployReport.ts';
import type { TrafficReport } from '../lib/traffic/trafficReport.ts';
import { type Checkout, createCheckout, type Ended, type Running } from './checkout.ts';
import { startTraffic, type Traffic } from './traffic.ts';

export type Release = { readonly ami: string; readonly key: string };

/** How a command has ended, and what it has told. */
export type Told = Ended & { readonly report: PartialReport };

/** A command that is being run. */
export type Begun = Running & {
  /** What it tells at its end. */
  readonly told: () => Promise<Told>;
};

export type RolloverStack = {
  readonly id: string;
  readonly checkout: Checkout;
  readonly autoScaling: AutoScaling;
  readonly elbv2: ElasticLoadBalancingV2;
  readonly ec2: EC2;
  readonly ssm: SSM;
  /** Of the running daemon. */
  endpoint(): Promise<Endpoint>;
  /** Writes the stack's settings: these, over those of every test. */
  configure(settings: Readonly<Record<string, string | number>>): Promise<void>;
  local(...args: readonly string[]): Promise<Ended>;
  /** Runs a command that ends with one JSON line, such as `deploy`, on the stack. */
  tell(script: string, ...args: readonly string[]): Promise<Told>;
  /** Begins to run one. */
  begin(script: string, ...args: readonly string[]): Begun;
  /** Bakes what is in the checkout. */
  bake(): Promise<Release>;
  /** Bakes a release with this text in place of another in a file; the checkout is then as before. */
  bakeEdited(file: string, from: string, to: string): Promise<Release>;
  /** Records which release is wanted. */
  want(release: Release): Promise<void>;
  /** `stack up` */
  up(): Promise<Ended>;
  /** Value of a parameter of the stack's, such as `live`. */
  parameter(name: string): Promise<Release | undefined>;
  groupName(): Promise<string>;
  /** Where the load balancer listens. */
  address(): Promise<string>;
  /** The group's instances. */
  members(): Promise<readonly Instance[]>;
  /** Begins to send requests, 200 per second unless told, half of them on new connections. */
  sendTraffic(rate?: number): Promise<Traffic>;
  remove(): Promise<void>;
};

export type { TrafficReport };

/** What is short so that tests are; rules are AWS's all the same. */
const shortPeriods = {
  'rollover:warmUpSeconds': 2,
  'rollover:bakeSeconds': 3,
  'rollover:drainSeconds': 3,
  // Three failed checks, and some seconds in which their reason is seen.
  'rollover:healthCheckGraceSeconds': 20,
  // A busy machine is no unhealthy instance.
  'rollover:healthCheckTimeoutSeconds': 4,
  'rollover:minSize': 2,
  'rollover:maxSize': 4,
};

/**
 * @param timeScale of the region
 * @param periods settings of the stack, over those of its file
 */
export async function startRolloverStack(
  timeScale = 12,
  periods: Readonly<Record<string, string | number>> = shortPeriods,
): Promise<RolloverStack> {
  const id = `e${randomBytes(2).toString('hex')}`;
  const checkout = await createCheckout();
  const settingsFile = join(checkout.directory, 'Pulumi.local.yaml');
  const original = await readFile(settingsFile, 'utf8');
  const directory = join(checkout.directory, '.local', id);

  async function succeed(script: string, ...args: readonly string[]): Promise<Ended> {
    const ended = await checkout.run(script, ...args);
    if (ended.code === 0) return ended;
    throw new Error(`${script} ${args.join(' ')} ended with ${ended.code}:\n${ended.stderr}`);
  }
  const local = (...args: readonly string[]) => checkout.run('local', ...args, '--id', id);
  const configure = (settings: Readonly<Record<string, string | number>>) => {
    const own = { ...periods, ...settings, 'rollover:localRegion': id };
    const kept = original
      .split('\n')
      .filter((line) => !Object.keys(own).some((key) => line.trim().startsWith(`${key}:`)));
    const added = Object.entries(own).map(([key, value]) => `  ${key}: ${value}`);
    return writeFile(settingsFile, `${[...kept, ...added].join('\n')}\n`);
  };
  const endpoint = async (): Promise<Endpoint> =>
    JSON.parse(await readFile(endpointFile(directory), 'utf8'));

  await configure({});
  await succeed('local', 'up', '--id', id, '--port', '0', '--time-scale', String(timeScale));
  const { endpoint: url, regionName, ...credentials } = await endpoint();
  const client = { endpoint: url, region: regionName, credentials };
  const autoScaling = new AutoScaling(client);
  const elbv2 = new ElasticLoadBalancingV2(client);
  const ec2 = new EC2(client);
  const ssm = new SSM(client);

  const bake = async (): Promise<Release> => {
    const { stdout } = await succeed('bake', '--stack', 'local', '--json');
    const { ami, key } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    return { ami, key };
  };
  const begin = (script: string, ...args: readonly string[]): Begun => {
    const running = checkout.start(script, '--stack', 'local', '--json', ...args);
    const told = async () => {
      const ended = await running.ended;
      return { ...ended, report: JSON.parse(ended.stdout.trimEnd().split('\n').at(-1) ?? '') };
    };
    return { ...running, told };
  };
  const traffics: Traffic[] = [];
  const loadBalancer = async () => (await elbv2.describeLoadBalancers({})).LoadBalancers?.[0];
  const group = async () =>
    (await autoScaling.describeAutoScalingGroups({})).AutoScalingGroups?.[0];
  return {
    id,
    checkout,
    autoScaling,
    elbv2,
    ec2,
    ssm,
    endpoint,
    configure,
    local,
    tell: (...args) => begin(...args).told(),
    begin,
    bake,
    async bakeEdited(file, from, to) {
      await checkout.edit(file, from, to);
      try {
        return await bake();
      } finally {
        await checkout.restore(file);
      }
    },
    async want({ ami, key }) {
      const value = { ami, key, commit: 'test', build: 'test', by: 'test', at: 'now' };
      await ssm.putParameter({
        Name: '/rollover/local/release',
        Type: 'String',
        Value: JSON.stringify(value),
        Overwrite: true,
      });
    },
    up: () => checkout.run('stack', 'up', '--stack', 'local', '--yes'),
    async parameter(name) {
      const { Parameters = [] } = await ssm.getParameters({ Names: [`/rollover/local/${name}`] });
      const [parameter] = Parameters;
      return parameter && JSON.parse(parameter.Value ?? '');
    },
    groupName: async () => (await group())?.AutoScalingGroupName ?? '',
    members: async () => (await group())?.Instances ?? [],
    address: async () => addressOf(await loadBalancer()),
    async sendTraffic(rate = 200) {
      const balancer = await loadBalancer();
      const url = `http://${balancer?.DNSName}/version`;
      const traffic = startTraffic({ url, address: addressOf(balancer), rate });
      traffics.push(traffic);
      return traffic;
    },
    async remove() {
      // Where a test has failed, its traffic goes on.
      await Promise.all(traffics.map((traffic) => traffic.stop()));
      await local('reset');
      for (const each of [autoScaling, elbv2, ec2, ssm]) each.destroy();
      await checkout.remove();
    },
  };
}

function addressOf(loadBalancer: LoadBalancer | undefined): string {
  const zone = loadBalancer?.AvailabilityZones?.[0];
  return zone?.LoadBalancerAddresses?.[0]?.IpAddress ?? '';
}
