// What the members of Auto Scaling's operations may be, as its model says.
// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/

import { DeletionProtection } from '@aws-sdk/client-auto-scaling';
import type { Constraint, ConstraintTable } from '../shared/constraints.ts';

const text = String.raw`[\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}\r\n\t]*`;
const name: Constraint = { min: 1, max: 255, pattern: text };
const size: Constraint = { min: 0 };
const ids: Constraint = { member: { min: 1, max: 19, pattern: text } };
const tag: ConstraintTable = {
  Key: { min: 1, max: 128, pattern: text },
  Value: { min: 0, max: 256, pattern: text },
};

export const memberConstraints: ConstraintTable = {
  AutoScalingGroupName: name,
  MinSize: size,
  MaxSize: size,
  DesiredCapacity: size,
  DefaultCooldown: size,
  HealthCheckGracePeriod: size,
  HealthCheckType: { min: 1, max: 32 },
  DefaultInstanceWarmup: { min: -1 },
  VPCZoneIdentifier: { min: 1, max: 5000 },
  MaxInstanceLifetime: size,
  DeletionProtection: { values: Object.values(DeletionProtection) },
  TargetGroupARNs: { member: { min: 1, max: 511 } },
  InstanceId: { min: 1, max: 19, pattern: text },
  InstanceIds: ids,
  HealthStatus: { min: 1, max: 32 },
  LifecycleHookName: { min: 1, max: 255, pattern: String.raw`[A-Za-z0-9\-_\/]+` },
  LifecycleActionToken: { min: 36, max: 36 },
  HeartbeatTimeout: { min: 30, max: 7200 },
  NotificationMetadata: { max: 4000, pattern: String.raw`[\u0009\u000A\u000D\u0020-\u007e]+` },
  PolicyName: name,
  EstimatedInstanceWarmup: size,
  ScheduledActionName: name,
  Recurrence: { min: 1, max: 255 },
  TimeZone: { min: 1, max: 255 },
  MaxRecords: { max: 100 },
  Tags: { members: tag },
};
