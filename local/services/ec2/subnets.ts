// Subnets: parts of a VPC's addresses, each in one availability zone.

import type { ModifySubnetAttributeRequest, Tag } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables, type SubnetRow, type VpcRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { required } from '../shared/required.ts';
import { canonicalCidr, contains, overlaps, prefixLength, sizeOf } from './addressing.ts';
import { resourceArn } from './arns.ts';
import { byId, describe } from './describe.ts';
import {
  dependencyViolation,
  invalidParameterCombination,
  invalidParameterValue,
  kinds,
} from './errors.ts';
import { addressesIn, reservedInSubnet } from './interfaceRows.ts';
import { associateDefaultNetworkAcl, disassociateNetworkAcl } from './networkAcls.ts';
import { notBuilt } from './notBuilt.ts';
import { removeAssociationsOf } from './routeTableAssociations.ts';
import type { Ec2Operations } from './service.ts';
import { tableView } from './tableView.ts';
import { putTags, tagsFor } from './tagSpecifications.ts';
import { type Zone, zonesOf } from './zones.ts';

export const subnetOperations: Ec2Operations = {
  CreateSubnet(input, context) {
    if (input.Ipv6CidrBlock || input.Ipv6Native) throw notBuilt('CreateSubnet with IPv6');
    if (input.OutpostArn) throw notBuilt('CreateSubnet on an Outpost');
    const tables = ec2Tables(context.store);
    const vpc = byId(tables.vpcs, kinds.vpc, input.VpcId ?? '');
    const CidrBlock = checkSubnetCidr(tables, vpc, required('cidrBlock', input.CidrBlock));
    const zone = zoneFor(context.regionName, input.AvailabilityZone, input.AvailabilityZoneId);
    const Tags = tagsFor('subnet', input.TagSpecifications);
    const row = putSubnet(context, { vpc, CidrBlock, zone, tags: Tags });
    return { Subnet: { ...subnetView(tables, row), Tags } };
  },

  DescribeSubnets(input, { store }) {
    const tables = ec2Tables(store);
    const { items, nextToken } = describe(
      tables,
      tableView(tables.subnets, (row) => subnetView(tables, row)),
      kinds.subnet,
      ({ SubnetId }) => SubnetId,
      { ...input, ids: input.SubnetIds },
      {
        ...withOldName('availability-zone', 'availabilityZone', (row) => row.AvailabilityZone),
        ...withOldName('availability-zone-id', 'availabilityZoneId', (r) => r.AvailabilityZoneId),
        'available-ip-address-count': (row) => row.AvailableIpAddressCount,
        ...withOldName('cidr-block', 'cidrBlock', ({ CidrBlock }) => CidrBlock),
        cidr: ({ CidrBlock }) => CidrBlock,
        ...withOldName('default-for-az', 'defaultForAz', ({ DefaultForAz }) => DefaultForAz),
        'map-public-ip-on-launch': ({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch,
        'owner-id': ({ OwnerId }) => OwnerId,
        state: ({ State }) => State,
        'subnet-arn': ({ SubnetArn }) => SubnetArn,
        'subnet-id': ({ SubnetId }) => SubnetId,
        'vpc-id': ({ VpcId }) => VpcId,
      },
    );
    return { Subnets: items, NextToken: nextToken };
  },

  ModifySubnetAttribute(input, { store }) {
    const { subnets } = ec2Tables(store);
    const row = byId(subnets, kinds.subnet, input.SubnetId ?? '');
    subnets.put(row.SubnetId, { ...row, ...changedAttribute(row, input) });
    return {};
  },

  DeleteSubnet({ SubnetId = '' }, { store }) {
    const tables = ec2Tables(store);
    byId(tables.subnets, kinds.subnet, SubnetId);
    if (addressesIn(tables, SubnetId).length > 0) {
      throw dependencyViolation(`The subnet '${SubnetId}' has dependencies and cannot be deleted.`);
    }
    disassociateNetworkAcl(tables, SubnetId);
    removeAssociationsOf(tables, SubnetId);
    tables.subnets.delete(SubnetId);
    tables.tags.delete(SubnetId);
    return {};
  },
};

/** @param request with a CIDR block that has been checked */
export function putSubnet(
  context: Context,
  request: {
    readonly vpc: VpcRow;
    readonly CidrBlock: string;
    readonly zone: Zone;
    /** A default subnet gives its instances public addresses. */
    readonly isDefault?: boolean;
    readonly tags?: readonly Tag[];
  },
): SubnetRow {
  const { vpc, CidrBlock, zone, isDefault = false, tags = [] } = request;
  const tables = ec2Tables(context.store);
  const SubnetId = newId('subnet');
  const row: SubnetRow = {
    SubnetId,
    SubnetArn: resourceArn(context, 'subnet', SubnetId),
    VpcId: vpc.VpcId,
    CidrBlock,
    OwnerId: context.accountId,
    State: 'available',
    AvailabilityZone: zone.ZoneName,
    AvailabilityZoneId: zone.ZoneId,
    DefaultForAz: isDefault,
    MapPublicIpOnLaunch: isDefault,
    MapCustomerOwnedIpOnLaunch: false,
    AssignIpv6AddressOnCreation: false,
    Ipv6CidrBlockAssociationSet: [],
    Ipv6Native: false,
    EnableDns64: false,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: 'ip-name',
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
  };
  tables.subnets.put(SubnetId, row);
  associateDefaultNetworkAcl(tables, row);
  putTags(tables, SubnetId, tags);
  return row;
}

function subnetView(tables: Ec2Tables, row: SubnetRow) {
  const { first, last } = reservedInSubnet;
  const used = addressesIn(tables, row.SubnetId).length;
  return { ...row, AvailableIpAddressCount: sizeOf(row.CidrBlock) - first - last - used };
}

/** The block, if it is of the VPC's addresses and no other subnet's. */
function checkSubnetCidr(tables: Ec2Tables, vpc: VpcRow, text: string): string {
  const cidr = canonicalCidr(text);
  if (cidr === undefined) {
    throw invalidParameterValue(
      `Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    );
  }
  const isInVpc = vpc.CidrBlockAssociationSet?.some((block) =>
    contains(block.CidrBlock ?? '', cidr),
  );
  if (!isInVpc || prefixLength(cidr) < 16 || prefixLength(cidr) > 28) {
    throw new AwsError('InvalidSubnet.Range', `The CIDR '${text}' is invalid.`);
  }
  const isTaken = tables.subnets
    .list()
    .some((row) => row.VpcId === vpc.VpcId && overlaps(row.CidrBlock, cidr));
  if (!isTaken) return cidr;
  throw new AwsError('InvalidSubnet.Conflict', `The CIDR '${text}' conflicts with another subnet`);
}

/** The zone that is named, or the first. */
function zoneFor(regionName: string, ZoneName: string | undefined, ZoneId: string | undefined) {
  const zones = zonesOf(regionName);
  const zone = zones.find(
    (each) =>
      (ZoneName === undefined || each.ZoneName === ZoneName) &&
      (ZoneId === undefined || each.ZoneId === ZoneId),
  );
  if (zone) return zone;
  throw invalidParameterValue(
    `Value (${ZoneName ?? ZoneId}) for parameter availabilityZone is invalid. Subnets can currently ` +
      `only be created in the following availability zones: ${zones.map((each) => each.ZoneName).join(', ')}.`,
  );
}

function changedAttribute(
  { PrivateDnsNameOptionsOnLaunch }: SubnetRow,
  { SubnetId: _, ...input }: ModifySubnetAttributeRequest,
): Partial<SubnetRow> {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const [[name, attribute] = ['', undefined]] = given;
  if (given.length !== 1) {
    throw invalidParameterCombination(
      `Expected one attribute to modify, got ${given.length}. Use separate requests for each attribute.`,
    );
  }
  const value = typeof attribute === 'object' ? attribute.Value : attribute;
  const isOn = value === true;
  switch (name) {
    case 'MapPublicIpOnLaunch':
      return { MapPublicIpOnLaunch: isOn };
    case 'EnableResourceNameDnsARecordOnLaunch':
      return {
        PrivateDnsNameOptionsOnLaunch: {
          ...PrivateDnsNameOptionsOnLaunch,
          EnableResourceNameDnsARecord: isOn,
        },
      };
    default:
      // What a subnet is made with may be said again.
      if (value === false || value === 'ip-name') return {};
      throw notBuilt(`ModifySubnetAttribute of ${name}`);
  }
}

/** A filter, also under the name that older clients say. */
function withOldName<Read>(name: string, oldName: string, read: (row: SubnetRow) => Read) {
  return { [name]: read, [oldName]: read };
}
