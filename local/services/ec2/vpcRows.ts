// What a VPC is made with, and what goes with it.

import type { Tag, Tenancy } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables, type VpcRow } from '../../store/ec2.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { putDefaultNetworkAcl } from './networkAcls.ts';
import { putRouteTable } from './routeTables.ts';
import { deleteSecurityGroup, putDefaultSecurityGroup } from './securityGroups.ts';
import { putTags } from './tagSpecifications.ts';

export type VpcRequest = {
  readonly CidrBlock: string;
  readonly InstanceTenancy?: Tenancy | undefined;
  readonly isDefault?: boolean;
  readonly tags?: readonly Tag[];
};

/** A VPC with its default network ACL, main route table and default security group. */
export function putVpc(
  context: Context,
  { CidrBlock, InstanceTenancy = 'default', isDefault = false, tags = [] }: VpcRequest,
): VpcRow {
  const VpcId = newId('vpc');
  const row: VpcRow = {
    VpcId,
    CidrBlock,
    CidrBlockAssociationSet: [
      {
        AssociationId: newId('vpc-cidr-assoc'),
        CidrBlock,
        CidrBlockState: { State: 'associated' },
      },
    ],
    Ipv6CidrBlockAssociationSet: [],
    DhcpOptionsId: 'default',
    InstanceTenancy,
    IsDefault: isDefault,
    OwnerId: context.accountId,
    State: 'available',
    attributes: {
      enableDnsSupport: true,
      enableDnsHostnames: isDefault,
      enableNetworkAddressUsageMetrics: false,
    },
  };
  const tables = ec2Tables(context.store);
  tables.vpcs.put(VpcId, row);
  putTags(tables, VpcId, tags);
  putDefaultNetworkAcl(context, VpcId);
  putRouteTable(context, VpcId, true);
  putDefaultSecurityGroup(context, VpcId);
  return row;
}

/** Whether callers made anything in the VPC that must go first. */
export function isVpcUsed(tables: Ec2Tables, VpcId: string): boolean {
  const inVpc = (row: { readonly VpcId?: string | undefined }) => row.VpcId === VpcId;
  return (
    tables.subnets.list().some(inVpc) ||
    tables.networkInterfaces.list().some(inVpc) ||
    tables.vpcEndpoints.list().some(inVpc) ||
    tables.internetGateways.list().some(({ Attachments }) => Attachments?.some(inVpc)) ||
    tables.networkAcls.list().some((row) => inVpc(row) && !row.IsDefault) ||
    tables.securityGroups.list().some((row) => inVpc(row) && row.GroupName !== 'default') ||
    tables.routeTables
      .list()
      .some((row) => inVpc(row) && !row.Associations?.some(({ Main }) => Main))
  );
}

/** Deletes a VPC that is not used, with what it was made with. */
export function deleteVpc(tables: Ec2Tables, VpcId: string): void {
  for (const row of tables.routeTables.list()) {
    if (row.VpcId === VpcId) deleteFrom(tables, tables.routeTables, row.RouteTableId);
  }
  for (const row of tables.networkAcls.list()) {
    if (row.VpcId === VpcId) deleteFrom(tables, tables.networkAcls, row.NetworkAclId);
  }
  for (const row of tables.securityGroups.list()) {
    if (row.VpcId === VpcId) deleteSecurityGroup(tables, row.GroupId);
  }
  deleteFrom(tables, tables.vpcs, VpcId);
}

function deleteFrom(
  { tags }: Ec2Tables,
  table: { readonly delete: (id: string) => void },
  id: string,
): void {
  table.delete(id);
  tags.delete(id);
}
