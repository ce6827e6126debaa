// Tags of whatever EC2 has, by resource id.

import type { ResourceType, Tag, TagDescription } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { applyFilters } from '../shared/filters.ts';
import { paginate } from '../shared/pagination.ts';
import { invalidParameterValue, kinds, notFound, type ResourceKind } from './errors.ts';
import type { Ec2Operations } from './service.ts';
import { mergeTags } from './tagSpecifications.ts';

export const tagOperations: Ec2Operations = {
  CreateTags({ Resources = [], Tags = [] }, { store }) {
    const tables = ec2Tables(store);
    for (const id of existing(tables, Resources)) {
      tables.tags.put(id, mergeTags(tables.tags.get(id) ?? [], Tags));
    }
    return {};
  },

  DeleteTags({ Resources = [], Tags }, { store }) {
    const tables = ec2Tables(store);
    const reserved = Tags?.find(isReserved);
    if (reserved) {
      throw invalidParameterValue(
        `Value ( ${reserved.Key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use`,
      );
    }
    for (const id of existing(tables, Resources)) {
      const left = (tables.tags.get(id) ?? []).filter((tag) => !isToDelete(tag, Tags));
      if (left.length > 0) tables.tags.put(id, left);
      else tables.tags.delete(id);
    }
    return {};
  },

  DescribeTags(input, { store }) {
    const tables = ec2Tables(store);
    const all = taggable.flatMap(({ type, ids }) =>
      ids(tables).flatMap((ResourceId) =>
        (tables.tags.get(ResourceId) ?? []).map((tag): TagDescription & { Tags: Tag[] } => ({
          ...tag,
          ResourceId,
          ResourceType: type,
          Tags: [tag],
        })),
      ),
    );
    const { items, nextToken } = paginate(
      applyFilters(all, input.Filters, {
        key: ({ Key }) => Key,
        'resource-id': ({ ResourceId }) => ResourceId,
        'resource-type': ({ ResourceType }) => ResourceType,
        value: ({ Value }) => Value,
      }),
      ({ ResourceId, Key }) => `${ResourceId} ${Key}`,
      { token: input.NextToken, size: input.MaxResults },
      { min: 5, max: 1000, name: 'MaxResults' },
      'InvalidNextToken',
    );
    return { Tags: items, NextToken: nextToken };
  },
};

type Taggable = {
  readonly type: ResourceType;
  readonly kind: ResourceKind;
  readonly ids: (tables: Ec2Tables) => string[];
};

const taggable: readonly Taggable[] = [
  of('elastic-ip', kinds.address, ({ addresses }) =>
    addresses.list().map((row) => row.AllocationId),
  ),
  of('image', kinds.image, ({ images }) => images.list().map((row) => row.ImageId)),
  of('instance', kinds.instance, ({ instances }) => instances.list().map((row) => row.InstanceId)),
  of('internet-gateway', kinds.internetGateway, ({ internetGateways }) =>
    internetGateways.list().map((row) => row.InternetGatewayId),
  ),
  of('key-pair', kinds.keyPair, ({ keyPairs }) => keyPairs.list().map((row) => row.KeyPairId)),
  of('launch-template', kinds.launchTemplate, ({ launchTemplates }) =>
    launchTemplates.list().map((row) => row.LaunchTemplateId),
  ),
  of('natgateway', kinds.natGateway, ({ natGateways }) =>
    natGateways.list().map((row) => row.NatGatewayId),
  ),
  of('network-acl', kinds.networkAcl, ({ networkAcls }) =>
    networkAcls.list().map((row) => row.NetworkAclId),
  ),
  of('network-interface', kinds.networkInterface, ({ networkInterfaces }) =>
    networkInterfaces.list().map((row) => row.NetworkInterfaceId),
  ),
  of('route-table', kinds.routeTable, ({ routeTables }) =>
    routeTables.list().map((row) => row.RouteTableId),
  ),
  of('security-group', kinds.securityGroup, ({ securityGroups }) =>
    securityGroups.list().map((row) => row.GroupId),
  ),
  of('security-group-rule', kinds.securityGroupRule, ({ securityGroupRules }) =>
    securityGroupRules.list().map((row) => row.SecurityGroupRuleId),
  ),
  of('snapshot', kinds.snapshot, ({ snapshots }) => snapshots.list().map((row) => row.SnapshotId)),
  of('subnet', kinds.subnet, ({ subnets }) => subnets.list().map((row) => row.SubnetId)),
  of('volume', kinds.volume, ({ volumes }) => volumes.list().map((row) => row.VolumeId)),
  of('vpc', kinds.vpc, ({ vpcs }) => vpcs.list().map((row) => row.VpcId)),
  of('vpc-endpoint', kinds.vpcEndpoint, ({ vpcEndpoints }) =>
    vpcEndpoints.list().map((row) => row.VpcEndpointId),
  ),
];

function of(type: ResourceType, kind: ResourceKind, ids: Taggable['ids']): Taggable {
  return { type, kind, ids };
}

/** @throws AwsError of its kind for an id that names nothing, `InvalidID` for what is no id */
function existing(tables: Ec2Tables, ids: readonly string[]): readonly string[] {
  for (const id of ids) {
    const found = taggable.find(({ kind }) => id.startsWith(`${kind.prefix}-`));
    if (!found) throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
    if (!found.ids(tables).includes(id)) throw notFound(found.kind, id);
  }
  return ids;
}

function isReserved({ Key = '' }: Tag): boolean {
  return /^aws:/i.test(Key);
}

/**
 * Whether a tag is to go: one without a value takes any value, none at all takes all but AWS's own.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html
 */
function isToDelete(tag: Tag, wanted: readonly Tag[] | undefined): boolean {
  if (!wanted?.length) return !isReserved(tag);
  return wanted.some(
    ({ Key, Value }) => Key === tag.Key && (Value === undefined || Value === tag.Value),
  );
}
