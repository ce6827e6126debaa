// For tests: the providers, and inputs of a group with all that it needs.

import { makeNetwork } from './network.ts';
import { serveProviders } from './serveProviders.ts';

export async function serveFleet() {
  const served = await serveProviders();
  const { Images } = await served.aws.ec2.describeImages({ Owners: ['amazon'] });
  const { vpcId, subnets } = await makeNetwork(served);
  const templateId = await served.make('aws:ec2/launchTemplate:LaunchTemplate', {
    imageId: Images?.[0]?.ImageId,
    instanceType: Images?.[0]?.Architecture === 'arm64' ? 't4g.small' : 't3.small',
  });
  const makeTargets = (name: string) =>
    served.make('aws:lb/targetGroup:TargetGroup', {
      name,
      vpcId,
      protocol: 'HTTP',
      port: 8080,
      deregistrationDelay: 0,
    });
  const targetGroups = [await makeTargets('one'), await makeTargets('other')];
  const inputs = {
    launchTemplate: { id: templateId, version: '1' },
    vpcZoneIdentifiers: subnets.slice(0, 2),
    minSize: 0,
    maxSize: 2,
    targetGroupArns: targetGroups.slice(0, 1),
    healthCheckType: 'ELB',
    healthCheckGracePeriod: 30,
    defaultInstanceWarmup: 10,
    instanceMaintenancePolicy: { minHealthyPercentage: 100, maxHealthyPercentage: 150 },
    terminationPolicies: ['OldestLaunchTemplate', 'OldestInstance'],
    metricsGranularity: '1Minute',
    enabledMetrics: ['GroupInServiceInstances', 'GroupMinSize'],
    minElbCapacity: 0,
    waitForCapacityTimeout: '10m',
    tags: [{ key: 'app', value: 'rollover', propagateAtLaunch: false }],
  };
  return { served, subnets, templateId, targetGroups, inputs };
}
