// The fleet: how an instance is made, the group that keeps them, and the load that it scales by. The group
// starts from the template's first version; from then on the rollout moves it.

import { Buffer } from 'node:buffer';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Settings } from './config.ts';
import type { Identity } from './identity.ts';
import type { LoadBalancer } from './loadBalancer.ts';
import type { Network } from './network.ts';
import type { Release } from './release.ts';
import type { SecurityGroups } from './securityGroups.ts';
import { tagsOf } from './tags.ts';
import { userData } from './userData.ts';

export type Fleet = {
  readonly template: aws.ec2.LaunchTemplate;
  readonly group: aws.autoscaling.Group;
  readonly policies: readonly aws.autoscaling.Policy[];
};

export type FleetParts = {
  readonly release: Release;
  readonly network: Network;
  readonly groups: SecurityGroups;
  readonly endpoints: readonly aws.ec2.VpcEndpoint[];
  readonly loadBalancer: LoadBalancer;
  readonly identity: Identity;
  readonly table: aws.dynamodb.Table;
  readonly logGroup: aws.cloudwatch.LogGroup;
};

export function createFleet(settings: Settings, parts: FleetParts): Fleet {
  const template = createTemplate(settings, parts);
  const group = createGroup(settings, parts, template);
  return { template, group, policies: createPolicies(settings, parts.loadBalancer, group) };
}

function createTemplate(settings: Settings, parts: FleetParts): aws.ec2.LaunchTemplate {
  const text = pulumi
    .all([parts.table.name, parts.logGroup.name])
    .apply(([messagesTable, logGroup]) =>
      userData({
        port: settings.port,
        messagesTable,
        logGroup,
        loadEnabled: settings.loadEnabled,
        trustedProxies: settings.vpcCidr,
      }),
    );
  const tags = tagsOf(settings);
  return new aws.ec2.LaunchTemplate('rollover', {
    imageId: parts.release.imageId,
    instanceType: settings.instanceType,
    iamInstanceProfile: { arn: parts.identity.instanceProfile.arn },
    vpcSecurityGroupIds: [parts.groups.instances.id],
    userData: text.apply((content) => Buffer.from(content).toString('base64')),
    metadataOptions: {
      httpEndpoint: 'enabled',
      httpTokens: 'required',
      httpPutResponseHopLimit: 1,
      // An instance learns its group's name from them.
      instanceMetadataTags: 'enabled',
    },
    blockDeviceMappings: [
      {
        deviceName: settings.rootDeviceName,
        ebs: {
          volumeType: 'gp3',
          volumeSize: settings.volumeGib,
          encrypted: 'true',
          deleteOnTermination: 'true',
        },
      },
    ],
    // Metrics each minute: scaling and alarms see a load before the requests do.
    monitoring: { enabled: true },
    tagSpecifications: ['instance', 'volume', 'network-interface'].map((resourceType) => ({
      resourceType,
      tags,
    })),
    updateDefaultVersion: true,
    tags,
  });
}

function createGroup(
  settings: Settings,
  parts: FleetParts,
  template: aws.ec2.LaunchTemplate,
): aws.autoscaling.Group {
  const { minSize, maxSize, minHealthyPercent, maxHealthyPercent } = settings;
  return new aws.autoscaling.Group(
    'rollover',
    {
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      vpcZoneIdentifiers: parts.network.privateSubnetIds,
      minSize,
      maxSize,
      targetGroupArns: [parts.loadBalancer.targetGroup.arn],
      healthCheckType: 'ELB',
      healthCheckGracePeriod: settings.healthCheckGraceSeconds,
      defaultInstanceWarmup: settings.warmUpSeconds,
      // For replacements outside of a rollout, too: new before old.
      instanceMaintenancePolicy: {
        minHealthyPercentage: minHealthyPercent,
        maxHealthyPercentage: maxHealthyPercent,
      },
      terminationPolicies: ['OldestLaunchTemplate', 'OldestInstance'],
      metricsGranularity: '1Minute',
      enabledMetrics: groupMetrics,
      // The first instances have to serve before the group counts as made.
      minElbCapacity: minSize,
      waitForCapacityTimeout: `${settings.capacityTimeoutMinutes}m`,
      // The template tags what the group launches.
      tags: Object.entries(tagsOf(settings)).map(([key, value]) => ({
        key,
        value,
        propagateAtLaunch: false,
      })),
    },
    {
      // The rollout moves the first, scaling the second.
      ignoreChanges: ['launchTemplate', 'desiredCapacity'],
      // So that the first instances boot with permissions, a route and a target group in use.
      dependsOn: [
        parts.network.vpc,
        ...parts.network.gateways,
        ...parts.endpoints,
        ...parts.groups.rules,
        ...parts.loadBalancer.listeners,
        ...parts.identity.permissions,
        parts.logGroup,
      ],
    },
  );
}

const groupMetrics: aws.autoscaling.Metric[] = [
  'GroupDesiredCapacity',
  'GroupInServiceInstances',
  'GroupMaxSize',
  'GroupMinSize',
  'GroupPendingInstances',
  'GroupTerminatingInstances',
];

function createPolicies(
  { cpuTargetPercent, requestsPerTarget }: Settings,
  { loadBalancer, targetGroup }: LoadBalancer,
  group: aws.autoscaling.Group,
): readonly aws.autoscaling.Policy[] {
  const policy = (
    name: string,
    predefinedMetricType: string,
    targetValue: number,
    resourceLabel?: pulumi.Output<string>,
  ) =>
    new aws.autoscaling.Policy(`rollover-${name}`, {
      autoscalingGroupName: group.name,
      policyType: 'TargetTrackingScaling',
      targetTrackingConfiguration: {
        predefinedMetricSpecification: {
          predefinedMetricType,
          ...(resourceLabel && { resourceLabel }),
        },
        targetValue,
      },
    });
  const cpu = policy('cpu', 'ASGAverageCPUUtilization', cpuTargetPercent);
  if (requestsPerTarget === undefined) return [cpu];
  const label = pulumi.interpolate`${loadBalancer.arnSuffix}/${targetGroup.arnSuffix}`;
  return [cpu, policy('requests', 'ALBRequestCountPerTarget', requestsPerTarget, label)];
}
