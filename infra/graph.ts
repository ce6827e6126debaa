// The program's graph, without an account: it is run against Pulumi's own mocks, and what it registers is
// written down. For tests, and for what docs/ shows of the stack.

import * as pulumi from '@pulumi/pulumi';
import type { RegisterResourceRequest } from '@pulumi/pulumi/proto/resource_pb.js';

export type Resource = {
  /** Such as `aws:ec2/vpcEndpoint:VpcEndpoint`. */
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** As `type name`, of those whose outputs it uses and those that it names, in the order of names. */
  readonly dependsOn: readonly string[];
  readonly isProtected: boolean;
  readonly ignoreChanges: readonly string[];
};

export type Call = { readonly token: string; readonly inputs: Readonly<Record<string, unknown>> };

export type Graph = {
  /** Ordered by type and name. */
  readonly resources: readonly Resource[];
  readonly calls: readonly Call[];
  readonly outputs: Readonly<Record<string, unknown>>;
};

export type GraphOptions = {
  /** Settings, such as `{ minSize: '4' }`; the region is eu-central-1. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Default `dev`. */
  readonly stack?: string;
  /** What the release's parameter says; null: there is none. */
  readonly release?: string | null;
  /** Called for each resource as it is registered: a program that fails may have made some. */
  readonly onResource?: (key: string) => void;
};

export const exampleRelease = JSON.stringify({
  ami: 'ami-0123456789abcdef0',
  key: '0'.repeat(64),
  commit: '0123abc',
  build: '1',
  by: 'somebody',
  at: '2026-11-21T03:46:02Z',
});

let loads = 0;

/** @throws what the program throws */
export async function loadGraph(options: GraphOptions = {}): Promise<Graph> {
  const { settings = {}, stack = 'dev', release = exampleRelease, onResource } = options;
  const config = Object.entries(settings).map(([key, value]) => [`rollover:${key}`, value]);
  pulumi.runtime.setAllConfig({ 'aws:region': 'eu-central-1', ...Object.fromEntries(config) });

  const resources: Resource[] = [];
  const calls: Call[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => ({
        id: `${name}-id`,
        state: stateOf(type, name, inputs),
      }),
      call: ({ token, inputs }) => {
        calls.push({ token, inputs });
        if (release === null)
          throw answeredByEngine("reading SSM Parameter: couldn't find resource");
        return { ...inputs, insecureValue: release };
      },
    },
    'rollover',
    stack,
  );
  recordRegistrations((resource) => {
    resources.push(resource);
    onResource?.(keyOf(resource));
  });
  // Each time anew: the program does its work as it is loaded.
  loads += 1;
  const program: Record<string, unknown> = await import(/* @vite-ignore */ `./index.ts?${loads}`);
  const outputs = await resolve(program);
  await pulumi.runtime.disconnect();
  const sorted = resources.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return { resources: sorted, calls, outputs };
}

export function keyOf({ type, name }: Pick<Resource, 'type' | 'name'>): string {
  return `${type} ${name}`;
}

/** What AWS would answer, as far as the program uses it. */
function stateOf(type: string, name: string, inputs: object): Record<string, unknown> {
  const [, service = '', kind = ''] = type.match(/^(\w+):.*:(\w+)$/) ?? [];
  const common = { ...inputs, name, arn: `arn:${service}:${kind}/${name}` };
  switch (type) {
    case 'awsx:ec2:Vpc':
      return {
        vpcId: 'vpc-1',
        publicSubnetIds: ['subnet-public-1', 'subnet-public-2'],
        privateSubnetIds: ['subnet-private-1', 'subnet-private-2'],
        routeTables: [{ id: 'rtb-1' }, { id: 'rtb-2' }],
      };
    case 'aws:lb/loadBalancer:LoadBalancer':
      return { ...common, arnSuffix: `app/${name}`, dnsName: `${name}.example.com`, zoneId: 'Z1' };
    case 'aws:lb/targetGroup:TargetGroup':
      return { ...common, arnSuffix: `targetgroup/${name}` };
    case 'aws:ec2/launchTemplate:LaunchTemplate':
      return { ...common, latestVersion: 1 };
    case 'aws:acm/certificate:Certificate':
      return {
        ...common,
        domainValidationOptions: [
          {
            resourceRecordName: '_proof.example.com',
            resourceRecordType: 'CNAME',
            resourceRecordValue: '_proof.example.net',
          },
        ],
      };
    default:
      return common;
  }
}

/** Mocks are not told of dependencies, so this reads the requests that reach them. */
function recordRegistrations(record: (resource: Resource) => void): void {
  // The mocks' monitor, whose methods are plain ones.
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource: (request: RegisterResourceRequest, callback: unknown) => unknown;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const inputs = request.getObject();
    record({
      type: request.getType(),
      name: request.getName(),
      inputs: inputs === undefined ? {} : pulumi.runtime.deserializeProperties(inputs),
      dependsOn: request.getDependenciesList().map(keyOfUrn).toSorted(),
      isProtected: request.getProtect() ?? false,
      ignoreChanges: request.getIgnorechangesList(),
    });
    return register(request, callback);
  };
}

function keyOfUrn(urn: string): string {
  const [type = '', name = ''] = urn.split('::').slice(2);
  return keyOf({ type, name });
}

async function resolve(program: Record<string, unknown>): Promise<Record<string, unknown>> {
  return new Promise((resolveAll) => {
    pulumi.output(program).apply((outputs) => resolveAll(outputs));
  });
}

/** As the engine's answers come over gRPC. */
function answeredByEngine(details: string): Error {
  return Object.assign(new Error(details), { details });
}
