// Prefix lists: those that AWS keeps, of the services that gateway endpoints lead to. Callers cannot
// make others here.

import { createHash } from 'node:crypto';
import type { Filter, ManagedPrefixList, PrefixList } from '@aws-sdk/client-ec2';
import { AwsError } from '../../wire/awsError.ts';
import { applyFilters } from '../shared/filters.ts';
import { resourceArn } from './arns.ts';
import type { Ec2Operations } from './service.ts';

/** A prefix list, with the members that it always has. */
export type AwsPrefixList = PrefixList & {
  readonly PrefixListId: string;
  readonly PrefixListName: string;
  readonly Cidrs: string[];
};

/** Services with gateway endpoints. Addresses for documentation (RFC 5737): nothing answers there. */
const cidrsByService = { s3: ['192.0.2.0/24'], dynamodb: ['198.51.100.0/24'] } as const;

export function prefixListsOf(regionName: string): AwsPrefixList[] {
  return Object.entries(cidrsByService).map(([service, cidrs]) => {
    const PrefixListName = `com.amazonaws.${regionName}.${service}`;
    const digits = createHash('sha256').update(PrefixListName).digest('hex').slice(0, 8);
    return { PrefixListId: `pl-${digits}`, PrefixListName, Cidrs: [...cidrs] };
  });
}

export const prefixListOperations: Ec2Operations = {
  DescribePrefixLists({ PrefixListIds, Filters }, { regionName }) {
    return { PrefixLists: select(prefixListsOf(regionName), PrefixListIds, Filters) };
  },

  DescribeManagedPrefixLists({ PrefixListIds, Filters }, context) {
    const all = prefixListsOf(context.regionName).map((list) => ({ ...list, OwnerId: 'AWS' }));
    return {
      PrefixLists: select(all, PrefixListIds, Filters).map(
        ({ PrefixListId, PrefixListName, OwnerId }): ManagedPrefixList => ({
          PrefixListId,
          PrefixListName,
          PrefixListArn: resourceArn(
            { regionName: context.regionName, accountId: 'aws' },
            'prefix-list',
            PrefixListId,
          ),
          AddressFamily: 'IPv4',
          State: 'create-complete',
          OwnerId,
          Tags: [],
        }),
      ),
    };
  },

  GetManagedPrefixListEntries({ PrefixListId = '' }, { regionName }) {
    const [list] = select(prefixListsOf(regionName), [PrefixListId], undefined);
    return { Entries: list?.Cidrs.map((Cidr) => ({ Cidr })) };
  },
};

function select<List extends AwsPrefixList & { readonly OwnerId?: string }>(
  all: readonly List[],
  ids: readonly string[] | undefined,
  filters: readonly Filter[] | undefined,
): List[] {
  for (const id of ids ?? []) {
    if (all.some(({ PrefixListId }) => PrefixListId === id)) continue;
    throw new AwsError('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
  }
  const named = all.filter(({ PrefixListId }) => !ids?.length || ids.includes(PrefixListId));
  return applyFilters<List & { readonly Tags?: never }>(named, filters, {
    'owner-id': ({ OwnerId }) => OwnerId,
    'prefix-list-id': ({ PrefixListId }) => PrefixListId,
    'prefix-list-name': ({ PrefixListName }) => PrefixListName,
  });
}
