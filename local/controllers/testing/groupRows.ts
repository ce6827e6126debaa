// For tests: records of a group and its members, as the service would make them.

import type { GroupInstanceRow, GroupRow } from '../../store/autoScaling.ts';

const made = new Date('2026-01-01T00:00:00Z');

export function groupRow(changes: Partial<GroupRow> = {}): GroupRow {
  return {
    AutoScalingGroupName: 'web',
    AutoScalingGroupARN: 'arn:aws:autoscaling:eu-central-1:000000000000:autoScalingGroup:1',
    MinSize: 2,
    MaxSize: 4,
    DesiredCapacity: 2,
    DefaultCooldown: 300,
    AvailabilityZones: ['eu-central-1a'],
    VPCZoneIdentifier: 'subnet-0123456789abcdef0',
    TargetGroupARNs: [],
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: 0,
    TerminationPolicies: ['Default'],
    NewInstancesProtectedFromScaleIn: false,
    SuspendedProcesses: [],
    EnabledMetrics: [],
    Tags: [],
    CreatedTime: made,
    LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
    ...changes,
  };
}

export function groupInstanceRow(changes: Partial<GroupInstanceRow> = {}): GroupInstanceRow {
  return {
    AutoScalingGroupName: 'web',
    InstanceId: 'i-0123456789abcdef0',
    InstanceType: 't3.micro',
    AvailabilityZone: 'eu-central-1a',
    SubnetId: 'subnet-0123456789abcdef0',
    LifecycleState: 'InService',
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: false,
    LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'web', Version: '1' },
    launchedAt: made,
    since: made,
    ...changes,
  };
}
