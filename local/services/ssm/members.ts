// What the members of Parameter Store's operations may be, as its model says.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/

import {
  ParametersFilterKey,
  ParameterTier,
  ParameterType,
  ResourceTypeForTagging,
} from '@aws-sdk/client-ssm';
import type { Constraint, ConstraintTable } from '../shared/constraints.ts';

const name: Constraint = { min: 1, max: 2048 };
const tagText = String.raw`([\p{L}\p{Z}\p{N}_.:/=+\-@]*)`;
const tagKey: Constraint = { min: 1, max: 128, pattern: tagText };
const filterValues: Constraint = { min: 1, max: 50, member: { max: 1024, min: 1 } };

export const memberConstraints: ConstraintTable = {
  Name: name,
  Names: { min: 1, max: 10, member: name },
  Path: name,
  Description: { max: 1024 },
  Value: { min: 1, max: 32_768, isSensitive: true },
  Type: { values: Object.values(ParameterType) },
  KeyId: { min: 1, max: 256, pattern: '([a-zA-Z0-9:/_-]+)' },
  AllowedPattern: { max: 1024 },
  Tier: { values: Object.values(ParameterTier) },
  Policies: { min: 1, max: 4096 },
  DataType: { max: 128 },
  Labels: { min: 1, max: 10, member: { max: 100, min: 1 } },
  MaxResults: { min: 1, max: 50 },
  'GetParametersByPath.MaxResults': { min: 1, max: 10 },
  Filters: {
    members: { Key: { values: Object.values(ParametersFilterKey) }, Values: filterValues },
  },
  ParameterFilters: {
    members: {
      Key: {
        min: 1,
        max: 132,
        pattern: 'tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType',
      },
      Option: { min: 1, max: 10 },
      Values: filterValues,
    },
  },
  ResourceType: { values: Object.values(ResourceTypeForTagging) },
  TagKeys: { member: tagKey },
  Tags: {
    max: 1000,
    members: { Key: tagKey, Value: { min: 0, max: 256, pattern: tagText } },
  },
};
