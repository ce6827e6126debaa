// What the members of IAM's operations may be, as its model says.
// https://docs.aws.amazon.com/IAM/latest/APIReference/

import { EntityType, PolicyScopeType, PolicyUsageType } from '@aws-sdk/client-iam';
import type { Constraint, ConstraintTable } from '../shared/constraints.ts';

const name = (max: number): Constraint => ({ min: 1, max, pattern: String.raw`[\w+=,.@-]+` });
const policyPath: Constraint = {
  min: 1,
  max: 512,
  pattern: String.raw`((/[A-Za-z0-9\.,\+@=_-]+)*)/`,
};
const policyDocument: Constraint = {
  min: 1,
  max: 131_072,
  pattern: String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+`,
};
const arn: Constraint = { min: 20, max: 2048 };
const tagKey: Constraint = {
  min: 1,
  max: 128,
  pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]+`,
};

export const memberConstraints: ConstraintTable = {
  RoleName: name(64),
  PolicyName: name(128),
  InstanceProfileName: name(128),
  UserName: name(128),
  AWSServiceName: name(128),
  CustomSuffix: name(64),
  Path: { min: 1, max: 512, pattern: String.raw`(\u002F)|(\u002F[\u0021-\u007F]+\u002F)` },
  'CreatePolicy.Path': policyPath,
  PathPrefix: { min: 1, max: 512, pattern: String.raw`\u002F[\u0021-\u007F]*` },
  'ListPolicies.PathPrefix': policyPath,
  'ListAttachedRolePolicies.PathPrefix': policyPath,
  AssumeRolePolicyDocument: policyDocument,
  PolicyDocument: policyDocument,
  PolicyArn: arn,
  PermissionsBoundary: arn,
  VersionId: { pattern: String.raw`v[1-9][0-9]*(\.[A-Za-z0-9-]*)?` },
  Description: { max: 1000, pattern: String.raw`[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*` },
  'CreatePolicy.Description': { max: 1000 },
  MaxSessionDuration: { min: 3600, max: 43_200 },
  Scope: { values: Object.values(PolicyScopeType) },
  PolicyUsageFilter: { values: Object.values(PolicyUsageType) },
  EntityFilter: { values: Object.values(EntityType) },
  MaxItems: { min: 1, max: 1000 },
  Marker: { min: 1, max: 320, pattern: String.raw`[\u0020-\u00FF]+` },
  TagKeys: { max: 50, member: tagKey },
  Tags: {
    max: 50,
    members: {
      Key: tagKey,
      Value: { min: 0, max: 256, pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]*` },
    },
  },
};
