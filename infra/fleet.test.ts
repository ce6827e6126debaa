import { describe, expect, test } from 'vitest';
import { keyOf, loadGraph } from './graph.ts';
import { inputsOf, resourcesOf } from './testing/graphs.ts';

describe('The launch template', () => {
  test('makes instances of the settings', async () => {
    const settings = { instanceType: 'm7g.large', volumeGib: '20', rootDeviceName: '/dev/sda1' };
    const tags = { Name: 'rollover-dev', 'rollover:stack': 'dev' };
    expect(inputsOf(await loadGraph({ settings }), 'LaunchTemplate')).toEqual({
      imageId: 'ami-0123456789abcdef0',
      instanceType: 'm7g.large',
      iamInstanceProfile: { arn: 'arn:aws:InstanceProfile/rollover-instance' },
      vpcSecurityGroupIds: ['rollover-instances-id'],
      userData: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
      metadataOptions: {
        httpEndpoint: 'enabled',
        httpTokens: 'required',
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: 'enabled',
      },
      blockDeviceMappings: [
        {
          deviceName: '/dev/sda1',
          ebs: {
            volumeType: 'gp3',
            volumeSize: 20,
            encrypted: 'true',
            deleteOnTermination: 'true',
          },
        },
      ],
      monitoring: { enabled: true },
      tagSpecifications: ['instance', 'volume', 'network-interface'].map((resourceType) => ({
        resourceType,
        tags,
      })),
      updateDefaultVersion: true,
      tags,
    });
  });
});

describe('The group', () => {
  test('keeps instances that the load balancer finds healthy, new ones before old', async () => {
    expect(inputsOf(await loadGraph(), 'Group')).toMatchObject({
      launchTemplate: { id: 'rollover-id', version: '1' },
      minSize: 2,
      maxSize: 10,
      targetGroupArns: ['arn:aws:TargetGroup/rollover'],
      healthCheckType: 'ELB',
      healthCheckGracePeriod: 60,
      defaultInstanceWarmup: 30,
      instanceMaintenancePolicy: { minHealthyPercentage: 100, maxHealthyPercentage: 200 },
      minElbCapacity: 2,
      waitForCapacityTimeout: '10m',
    });
  });

  test("leaves its template's version to the rollout, and its capacity to scaling", async () => {
    const graph = await loadGraph();
    expect(resourcesOf(graph, 'Group')[0]?.ignoreChanges).toEqual([
      'launchTemplate',
      'desiredCapacity',
    ]);
    expect(inputsOf(graph, 'Group')).not.toHaveProperty('desiredCapacity');
  });

  test('comes after all that its first instances need', async () => {
    const graph = await loadGraph();
    const needed = graph.resources.filter(({ type }) =>
      /:(Vpc|VpcEndpoint|Listener|RolePolicy|RolePolicyAttachment|SecurityGroup\w+Rule|LogGroup|Table)$/.test(
        type,
      ),
    );
    const reached = new Set<string>();
    const visit = (key: string) => {
      if (reached.has(key)) return;
      reached.add(key);
      graph.resources.find((resource) => keyOf(resource) === key)?.dependsOn.forEach(visit);
    };
    visit('aws:autoscaling/group:Group rollover');
    expect(needed.map(keyOf).filter((key) => !reached.has(key))).toEqual([]);
    expect(needed.length).toBeGreaterThan(10);
  });
});

describe('The fleet scales', () => {
  test('by CPU', async () => {
    expect(inputsOf(await loadGraph(), 'Policy')).toEqual({
      autoscalingGroupName: 'rollover',
      policyType: 'TargetTrackingScaling',
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: 'ASGAverageCPUUtilization' },
        targetValue: 70,
      },
    });
  });

  test('by requests, too, where the settings say so', async () => {
    const graph = await loadGraph({ settings: { requestsPerTarget: '1000' } });
    expect(inputsOf(graph, 'Policy', 'rollover-requests').targetTrackingConfiguration).toEqual({
      predefinedMetricSpecification: {
        predefinedMetricType: 'ALBRequestCountPerTarget',
        resourceLabel: 'app/rollover/targetgroup/rollover',
      },
      targetValue: 1000,
    });
    expect(resourcesOf(graph, 'Policy')).toHaveLength(2);
  });
});
