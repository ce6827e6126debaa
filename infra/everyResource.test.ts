// What holds of every resource, whatever the settings.

import { beforeAll, describe, expect, test } from 'vitest';
import { exampleRelease, type Graph, keyOf, loadGraph, type Resource } from './graph.ts';
import { loadVariants, resourcesOf, variants } from './testing/graphs.ts';

let graphs: ReadonlyMap<string, Graph>;
beforeAll(async () => {
  graphs = await loadVariants();
});

/** Statements with `*` that AWS forces, since the action knows no resources. */
const forcedStars: Readonly<Record<string, readonly string[]>> = {
  'rollover-instance-metrics': ['cloudwatch:PutMetricData'],
};

/** AWS's own policies that roles may have. */
const managedPolicies = ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'];

/** What AWS keeps no tags on. */
const untaggable = [
  'aws:acm/certificateValidation:CertificateValidation',
  'aws:autoscaling/policy:Policy',
  'aws:cloudwatch/dashboard:Dashboard',
  'aws:iam/rolePolicy:RolePolicy',
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
  'aws:route53/record:Record',
  'aws:sns/topicSubscription:TopicSubscription',
  'command:local:Command',
];

describe.each(Object.keys(variants))('With %s', (variant) => {
  const graph = () => graphs.get(variant) as Graph;
  const all = () => graph().resources;

  test('the world reaches the listeners of the load balancer, and nothing else', () => {
    const open = resourcesOf(graph(), 'SecurityGroupIngressRule').filter(isOfWorld);
    const listeners = resourcesOf(graph(), 'Listener').map(({ inputs }) => inputs.port);
    expect(open.map(({ inputs }) => inputs.fromPort).sort()).toEqual(listeners.sort());
    for (const { inputs } of open) {
      expect(inputs).toMatchObject({
        securityGroupId: 'rollover-load-balancer-id',
        ipProtocol: 'tcp',
        toPort: inputs.fromPort,
      });
    }
  });

  test('the world is reached on 443 alone; by the load balancer, the instances alone', () => {
    const rules = resourcesOf(graph(), 'SecurityGroupEgressRule');
    for (const { inputs } of rules.filter(isOfWorld)) {
      expect(inputs).toMatchObject({ ipProtocol: 'tcp', fromPort: 443, toPort: 443 });
    }
    const ofLoadBalancer = rules.filter(
      ({ inputs }) => inputs.securityGroupId === 'rollover-load-balancer-id',
    );
    expect(
      ofLoadBalancer.map(({ inputs }) => [inputs.referencedSecurityGroupId, inputs.cidrIpv4]),
    ).toEqual([['rollover-instances-id', undefined]]);
  });

  test('every rule of a security group is a resource, and says what it is for', () => {
    for (const { inputs } of resourcesOf(graph(), 'SecurityGroup')) {
      expect(inputs).not.toHaveProperty('ingress');
      expect(inputs).not.toHaveProperty('egress');
    }
    for (const { type, inputs } of all()) {
      if (/:SecurityGroup(\w+Rule)?$/.test(type)) {
        // EC2's alphabet for descriptions of groups and rules, in which there is no apostrophe.
        expect(inputs.description).toMatch(/^[\w .:/()#,@[\]+=&;{}!$*-]{10,255}$/);
      }
    }
  });

  test('every volume and the table are encrypted', () => {
    const volumes = resourcesOf(graph(), 'LaunchTemplate').flatMap(
      ({ inputs }) => inputs.blockDeviceMappings as { ebs: object }[],
    );
    expect(volumes.length).toBeGreaterThan(0);
    for (const { ebs } of volumes) expect(ebs).toMatchObject({ encrypted: 'true' });
    for (const { inputs } of resourcesOf(graph(), 'Table')) {
      expect(inputs.serverSideEncryption).toEqual({ enabled: true });
    }
  });

  test('instances have IMDSv2 for themselves alone, no key pair, no public address', () => {
    for (const { inputs } of resourcesOf(graph(), 'LaunchTemplate')) {
      expect(inputs.metadataOptions).toMatchObject({
        httpTokens: 'required',
        httpPutResponseHopLimit: 1,
      });
      expect(inputs).not.toHaveProperty('keyName');
      expect(inputs).not.toHaveProperty('networkInterfaces');
    }
    for (const { inputs } of resourcesOf(graph(), 'Group')) {
      expect(inputs.vpcZoneIdentifiers).toEqual(['subnet-private-1', 'subnet-private-2']);
    }
  });

  test('no policy has a star but those that AWS forces', () => {
    const policies = all().filter(({ inputs }) => 'policy' in inputs || 'policyArn' in inputs);
    for (const { name, inputs } of policies) {
      if (inputs.policyArn) expect(managedPolicies).toContain(inputs.policyArn);
      for (const statement of inputs.policy ? statementsOf(inputs.policy) : []) {
        expect(statement.Action.filter((action) => action.includes('*'))).toEqual([]);
        if (statement.Resource !== '*') continue;
        expect(statement.Action).toEqual(forcedStars[name]);
        expect(statement.Condition).toBeDefined();
      }
    }
  });

  test('roles trust services, and no account', () => {
    for (const { inputs } of resourcesOf(graph(), 'Role')) {
      for (const { Principal } of statementsOf(inputs.assumeRolePolicy)) {
        expect(Principal).toEqual({ Service: expect.stringMatching(/\.amazonaws\.com$/) });
      }
    }
  });

  test('nothing follows $Latest or $Default, and no refresh is left to the provider', () => {
    for (const { inputs } of all())
      expect(JSON.stringify(inputs)).not.toMatch(/\$(Latest|Default)/);
    for (const { inputs } of resourcesOf(graph(), 'Group')) {
      expect(inputs).not.toHaveProperty('instanceRefresh');
    }
  });

  test('every alarm says what it means and what to do, and tells somebody', () => {
    const alarms = resourcesOf(graph(), 'MetricAlarm');
    expect(alarms).toHaveLength(11);
    for (const { inputs } of alarms) {
      expect(inputs.alarmDescription).toMatch(/^[A-Z].{20,}\. .{20,}\.$/);
      expect(inputs.alarmActions).toEqual(['arn:aws:Topic/rollover-alarms']);
      expect(inputs.okActions).toEqual(inputs.alarmActions);
      expect(['breaching', 'notBreaching']).toContain(inputs.treatMissingData);
    }
  });

  test('everything that can be tagged is, with its name and its stack', () => {
    for (const { type, inputs } of all().filter(
      (resource) => !untaggable.includes(resource.type),
    )) {
      const tags = Array.isArray(inputs.tags)
        ? Object.fromEntries(inputs.tags.map(({ key, value }) => [key, value]))
        : inputs.tags;
      expect(tags, type).toEqual({
        Name: expect.stringMatching(/^rollover-dev/),
        'rollover:stack': 'dev',
      });
    }
  });

  test('what keeps data is protected, unless the settings say otherwise', () => {
    const isProtected = variants[variant]?.deletionProtection !== 'false';
    expect(
      all()
        .filter((resource) => resource.isProtected)
        .map(keyOf),
    ).toEqual(
      isProtected
        ? [
            'aws:cloudwatch/logGroup:LogGroup rollover',
            'aws:dynamodb/table:Table rollover-messages',
          ]
        : [],
    );
  });

  test('names are unique, and begin so that the deploy policy can say whose they are', () => {
    const keys = all().map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { name } of all()) expect(name).toMatch(/^rollover(-|$)/);
  });
});

test('From one release to the next, the image of the launch template differs and nothing else', async () => {
  const release = JSON.stringify({ ...JSON.parse(exampleRelease), ami: 'ami-0fedcba9876543210' });
  const next = await loadVariants({ release });
  for (const [variant, { resources, outputs }] of graphs) {
    const changed = next.get(variant) as Graph;
    expect(changed.resources.map(withoutImage)).toEqual(resources.map(withoutImage));
    expect(changed.resources).not.toEqual(resources);
    expect(changed.outputs).toEqual(outputs);
  }
});

test('Names are the same in every stack', async () => {
  const { resources } = await loadGraph({ stack: 'production' });
  expect(resources.map(keyOf)).toEqual(graphs.get('defaults')?.resources.map(keyOf));
});

function isOfWorld({ inputs }: Resource): boolean {
  return inputs.cidrIpv4 !== undefined || inputs.cidrIpv6 !== undefined;
}

type Statement = {
  readonly Action: readonly string[];
  readonly Resource?: string;
  readonly Condition?: object;
  readonly Principal?: object;
};

function statementsOf(document: unknown): readonly Statement[] {
  return JSON.parse(String(document)).Statement;
}

function withoutImage({ inputs, ...resource }: Resource) {
  const { imageId: _, ...rest } = inputs;
  return { ...resource, inputs: rest };
}
