// What the members of Elastic Load Balancing's operations may be, as its model says.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/

import {
  ActionTypeEnum,
  IpAddressType,
  LoadBalancerSchemeEnum,
  LoadBalancerTypeEnum,
  ProtocolEnum,
  TargetTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Constraint, ConstraintTable } from '../shared/constraints.ts';

const port: Constraint = { min: 1, max: 65_535 };
const protocol: Constraint = { values: Object.values(ProtocolEnum) };
const threshold: Constraint = { min: 2, max: 10 };
const priority: Constraint = { min: 1, max: 50_000 };
const tagText = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]*`;
const tagKey: Constraint = { min: 1, max: 128, pattern: tagText };
const actions: Constraint = {
  members: { Type: { values: Object.values(ActionTypeEnum) }, Order: priority },
};
const attributes: Constraint = { members: { Key: { max: 256 }, Value: { max: 1024 } } };

export const memberConstraints: ConstraintTable = {
  Scheme: { values: Object.values(LoadBalancerSchemeEnum) },
  Type: { values: Object.values(LoadBalancerTypeEnum) },
  LoadBalancerType: { values: Object.values(LoadBalancerTypeEnum) },
  IpAddressType: { values: Object.values(IpAddressType) },
  Port: port,
  Protocol: protocol,
  TargetType: { values: Object.values(TargetTypeEnum) },
  HealthCheckProtocol: protocol,
  HealthCheckPath: { min: 1, max: 1024 },
  HealthCheckIntervalSeconds: { min: 5, max: 300 },
  HealthCheckTimeoutSeconds: { min: 2, max: 120 },
  HealthyThresholdCount: threshold,
  UnhealthyThresholdCount: threshold,
  Targets: { members: { Port: port } },
  Priority: priority,
  RulePriorities: { members: { Priority: priority } },
  Conditions: { members: { Field: { max: 64 } } },
  DefaultActions: actions,
  Actions: actions,
  Attributes: attributes,
  'ModifyLoadBalancerAttributes.Attributes': { ...attributes, max: 20 },
  'DescribeTags.ResourceArns': { max: 20 },
  Names: { max: 20 },
  LoadBalancerArns: { max: 20 },
  PageSize: { min: 1, max: 400 },
  Tags: {
    min: 1,
    members: { Key: tagKey, Value: { min: 0, max: 256, pattern: tagText } },
  },
  TagKeys: { member: tagKey },
};
