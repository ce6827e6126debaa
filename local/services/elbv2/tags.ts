// Tags of load balancers, target groups, listeners and rules.

import type { Tag } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Elbv2Tables, elbv2Tables } from '../../store/elbv2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { defaultRuleArn } from './arns.ts';
import { kinds, notFound, type ResourceKind, validationError } from './errors.ts';
import type { Elbv2Operations } from './service.ts';

const maxTags = 50;

export const tagOperations: Elbv2Operations = {
  AddTags({ ResourceArns = [], Tags = [] }, { store }) {
    const tables = elbv2Tables(store);
    for (const arn of ResourceArns) checkExists(tables, arn);
    for (const arn of ResourceArns) putTags(tables, arn, Tags);
    return {};
  },

  RemoveTags({ ResourceArns = [], TagKeys = [] }, { store }) {
    const tables = elbv2Tables(store);
    for (const arn of ResourceArns) checkExists(tables, arn);
    for (const arn of ResourceArns) {
      const kept = tagsOf(tables, arn).filter(({ Key = '' }) => !TagKeys.includes(Key));
      tables.tags.put(arn, kept);
    }
    return {};
  },

  DescribeTags({ ResourceArns = [] }, { store }) {
    const tables = elbv2Tables(store);
    for (const arn of ResourceArns) checkExists(tables, arn);
    return {
      TagDescriptions: ResourceArns.map((ResourceArn) => ({
        ResourceArn,
        Tags: [...tagsOf(tables, ResourceArn)],
      })),
    };
  },
};

export function tagsOf({ tags }: Elbv2Tables, arn: string): readonly Tag[] {
  return tags.get(arn) ?? [];
}

/**
 * Puts tags on a resource; those of the same key are replaced.
 *
 * @throws AwsError for a key given twice or reserved to AWS, or too many tags
 */
export function putTags(tables: Elbv2Tables, arn: string, added: readonly Tag[] = []): void {
  if (added.length === 0) return;
  const keys = added.map(({ Key }) => Key);
  if (new Set(keys).size < keys.length) {
    throw new AwsError('DuplicateTagKeys', 'One or more tag keys were specified more than once.');
  }
  if (keys.some((key = '') => /^aws:/i.test(key))) {
    throw validationError("Tag keys beginning with 'aws:' are reserved for system use.");
  }
  const merged = new Map(
    [...tagsOf(tables, arn), ...added].map(({ Key, Value = '' }) => [Key, { Key, Value }]),
  );
  if (merged.size > maxTags) {
    throw new AwsError('TooManyTags', `The maximum number of tags per resource is ${maxTags}`);
  }
  tables.tags.put(arn, [...merged.values()]);
}

/** Whether a repeated creation gives other tags than the resource has. */
export function hasOtherTags(
  tables: Elbv2Tables,
  arn: string,
  given: readonly Tag[] = [],
): boolean {
  const kept = new Map(tagsOf(tables, arn).map(({ Key, Value }) => [Key, Value]));
  return given.length !== kept.size || given.some(({ Key, Value = '' }) => kept.get(Key) !== Value);
}

/** @throws AwsError where there is no such resource */
function checkExists(tables: Elbv2Tables, arn: string): void {
  const [kind, exists] = found(tables, arn);
  if (!exists) throw notFound(kind, arn);
}

function found(tables: Elbv2Tables, arn: string): readonly [ResourceKind, boolean] {
  const resource = arn.split(':')[5] ?? '';
  if (resource.startsWith(kinds.loadBalancer.prefix)) {
    return [kinds.loadBalancer, tables.loadBalancers.get(arn) !== undefined];
  }
  if (resource.startsWith(kinds.targetGroup.prefix)) {
    return [kinds.targetGroup, tables.targetGroups.get(arn) !== undefined];
  }
  if (resource.startsWith(kinds.listener.prefix)) {
    return [kinds.listener, tables.listeners.get(arn) !== undefined];
  }
  if (resource.startsWith(kinds.rule.prefix)) {
    const isDefault = (row: { readonly ListenerArn: string }) =>
      defaultRuleArn(row.ListenerArn) === arn;
    return [
      kinds.rule,
      tables.rules.get(arn) !== undefined || tables.listeners.list().some(isDefault),
    ];
  }
  throw validationError(`'${arn}' is not a valid ARN of a resource of Elastic Load Balancing`);
}
