// VPCs and their attributes.

import { Tenancy } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables, type VpcRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { oneOf, required } from '../shared/required.ts';
import { canonicalCidr, prefixLength } from './addressing.ts';
import { putDefaultVpc } from './defaultVpc.ts';
import { byId, describe } from './describe.ts';
import {
  dependencyViolation,
  invalidParameterCombination,
  invalidParameterValue,
  kinds,
} from './errors.ts';
import { withPublicAddress } from './interfaceRows.ts';
import { notBuilt } from './notBuilt.ts';
import type { Ec2Operations } from './service.ts';
import { tagsFor } from './tagSpecifications.ts';
import { deleteVpc, isVpcUsed, putVpc } from './vpcRows.ts';

export const vpcOperations: Ec2Operations = {
  CreateVpc(input, context) {
    if (input.AmazonProvidedIpv6CidrBlock || input.Ipv6CidrBlock || input.Ipv6IpamPoolId) {
      throw notBuilt('CreateVpc with IPv6');
    }
    if (input.Ipv4IpamPoolId) throw notBuilt('CreateVpc from an IPAM pool');
    const CidrBlock = checkVpcCidr(required('cidrBlock', input.CidrBlock));
    const InstanceTenancy = oneOf('instanceTenancy', input.InstanceTenancy, Tenancy);
    const Tags = tagsFor('vpc', input.TagSpecifications);
    return { Vpc: { ...putVpc(context, { CidrBlock, InstanceTenancy, tags: Tags }), Tags } };
  },

  CreateDefaultVpc(_input, context) {
    const { vpcs } = ec2Tables(context.store);
    if (vpcs.list().some(({ IsDefault }) => IsDefault)) {
      throw new AwsError(
        'DefaultVpcAlreadyExists',
        'A Default VPC already exists for this account in this region.',
      );
    }
    return { Vpc: { ...putDefaultVpc(context), Tags: [] } };
  },

  DescribeVpcs(input, { store }) {
    const tables = ec2Tables(store);
    const isDefault = (row: VpcRow) => row.IsDefault;
    const { items, nextToken } = describe(
      tables,
      tables.vpcs,
      kinds.vpc,
      ({ VpcId }) => VpcId,
      { ...input, ids: input.VpcIds },
      {
        cidr: ({ CidrBlock }) => CidrBlock,
        'cidr-block-association.association-id': blocks(({ AssociationId }) => AssociationId),
        'cidr-block-association.cidr-block': blocks(({ CidrBlock }) => CidrBlock),
        'cidr-block-association.state': blocks(({ CidrBlockState }) => CidrBlockState?.State),
        'dhcp-options-id': ({ DhcpOptionsId }) => DhcpOptionsId,
        'is-default': isDefault,
        // As older clients still say, Terraform's data source among them.
        isDefault,
        'owner-id': ({ OwnerId }) => OwnerId,
        state: ({ State }) => State,
        'vpc-id': ({ VpcId }) => VpcId,
      },
    );
    return { Vpcs: items, NextToken: nextToken };
  },

  DescribeVpcAttribute({ VpcId = '', Attribute }, { store }) {
    const { attributes } = byId(ec2Tables(store).vpcs, kinds.vpc, VpcId);
    switch (Attribute) {
      case 'enableDnsSupport':
        return { VpcId, EnableDnsSupport: { Value: attributes.enableDnsSupport } };
      case 'enableDnsHostnames':
        return { VpcId, EnableDnsHostnames: { Value: attributes.enableDnsHostnames } };
      case 'enableNetworkAddressUsageMetrics':
        return {
          VpcId,
          EnableNetworkAddressUsageMetrics: { Value: attributes.enableNetworkAddressUsageMetrics },
        };
      default:
        throw invalidParameterValue(
          `Value (${Attribute}) for parameter attribute is invalid. Unknown attribute.`,
        );
    }
  },

  ModifyVpcAttribute(input, context) {
    const tables = ec2Tables(context.store);
    const row = byId(tables.vpcs, kinds.vpc, input.VpcId ?? '');
    const wanted = Object.entries({
      enableDnsSupport: input.EnableDnsSupport?.Value,
      enableDnsHostnames: input.EnableDnsHostnames?.Value,
      enableNetworkAddressUsageMetrics: input.EnableNetworkAddressUsageMetrics?.Value,
    }).filter(([, value]) => value !== undefined);
    if (wanted.length !== 1) {
      throw invalidParameterCombination(
        `Expected one attribute to modify, got ${wanted.length}. Use separate requests for each attribute.`,
      );
    }
    const attributes = { ...row.attributes, ...Object.fromEntries(wanted) };
    tables.vpcs.put(row.VpcId, { ...row, attributes });
    renameInterfaces(context, tables, row.VpcId);
    return {};
  },

  DeleteVpc({ VpcId = '' }, { store }) {
    const tables = ec2Tables(store);
    byId(tables.vpcs, kinds.vpc, VpcId);
    if (isVpcUsed(tables, VpcId)) {
      throw dependencyViolation(`The vpc '${VpcId}' has dependencies and cannot be deleted.`);
    }
    deleteVpc(tables, VpcId);
    return {};
  },
};

/** @throws AwsError for what is no block from /16 to /28 */
export function checkVpcCidr(text: string): string {
  const cidr = canonicalCidr(text);
  if (cidr === undefined) {
    throw invalidParameterValue(
      `Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    );
  }
  if (prefixLength(cidr) >= 16 && prefixLength(cidr) <= 28) return cidr;
  throw new AwsError('InvalidVpc.Range', `The CIDR '${text}' is invalid.`);
}

/** Public names come and go with `enableDnsHostnames`. */
function renameInterfaces(context: Context, tables: Ec2Tables, VpcId: string): void {
  for (const row of tables.networkInterfaces.list()) {
    if (row.VpcId !== VpcId || !row.Association) continue;
    const { AllocationId, AssociationId, PublicIp } = row.Association;
    const address =
      AllocationId !== undefined && AssociationId !== undefined && PublicIp !== undefined
        ? { AllocationId, AssociationId, PublicIp }
        : 'own';
    tables.networkInterfaces.put(row.NetworkInterfaceId, withPublicAddress(context, row, address));
  }
}

type Block = NonNullable<VpcRow['CidrBlockAssociationSet']>[number];

function blocks<Value>(member: (block: Block) => Value) {
  return ({ CidrBlockAssociationSet = [] }: VpcRow) => CidrBlockAssociationSet.map(member);
}
