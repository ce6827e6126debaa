// Network ACLs: the default one of each VPC, which lets everything pass. Others are not built: the
// region's network knows security groups only.

import type { NetworkAcl, NetworkAclEntry } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables, type NetworkAclRow } from '../../store/ec2.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { describe } from './describe.ts';
import { kinds } from './errors.ts';
import type { Ec2Operations } from './service.ts';

export const networkAclOperations: Ec2Operations = {
  DescribeNetworkAcls(input, { store }) {
    const tables = ec2Tables(store);
    const { items, nextToken } = describe(
      tables,
      tables.networkAcls,
      kinds.networkAcl,
      ({ NetworkAclId }) => NetworkAclId,
      { ...input, ids: input.NetworkAclIds },
      {
        'association.association-id': associations(
          ({ NetworkAclAssociationId }) => NetworkAclAssociationId,
        ),
        'association.network-acl-id': associations(({ NetworkAclId }) => NetworkAclId),
        'association.subnet-id': associations(({ SubnetId }) => SubnetId),
        default: ({ IsDefault }) => IsDefault,
        'entry.cidr': entries(({ CidrBlock }) => CidrBlock),
        'entry.egress': entries(({ Egress }) => Egress),
        'entry.protocol': entries(({ Protocol }) => Protocol),
        'entry.rule-action': entries(({ RuleAction }) => RuleAction),
        'entry.rule-number': entries(({ RuleNumber }) => RuleNumber),
        'network-acl-id': ({ NetworkAclId }) => NetworkAclId,
        'owner-id': ({ OwnerId }) => OwnerId,
        'vpc-id': ({ VpcId }) => VpcId,
      },
    );
    return { NetworkAcls: items, NextToken: nextToken };
  },
};

/** The ACL that a VPC is made with. */
export function putDefaultNetworkAcl({ store, accountId }: Context, VpcId: string): void {
  const row: NetworkAclRow = {
    NetworkAclId: newId('acl'),
    VpcId,
    IsDefault: true,
    OwnerId: accountId,
    Associations: [],
    Entries: [true, false].flatMap((Egress) => [
      entry(Egress, 100, 'allow'),
      entry(Egress, 32_767, 'deny'),
    ]),
  };
  ec2Tables(store).networkAcls.put(row.NetworkAclId, row);
}

/** A new subnet is under its VPC's default ACL. */
export function associateDefaultNetworkAcl(
  { networkAcls }: Ec2Tables,
  { VpcId, SubnetId }: { readonly VpcId: string; readonly SubnetId: string },
): void {
  const acl = networkAcls.list().find((row) => row.VpcId === VpcId && row.IsDefault);
  if (!acl) return;
  const { NetworkAclId, Associations = [] } = acl;
  const association = { NetworkAclAssociationId: newId('aclassoc'), NetworkAclId, SubnetId };
  networkAcls.put(NetworkAclId, { ...acl, Associations: [...Associations, association] });
}

export function disassociateNetworkAcl({ networkAcls }: Ec2Tables, SubnetId: string): void {
  for (const row of networkAcls.list()) {
    const Associations = row.Associations?.filter((each) => each.SubnetId !== SubnetId);
    if (Associations?.length === row.Associations?.length) continue;
    networkAcls.put(row.NetworkAclId, { ...row, Associations });
  }
}

function entry(Egress: boolean, RuleNumber: number, RuleAction: 'allow' | 'deny'): NetworkAclEntry {
  return { CidrBlock: '0.0.0.0/0', Egress, Protocol: '-1', RuleAction, RuleNumber };
}

type Associations = NonNullable<NetworkAcl['Associations']>;

function associations<Value>(member: (association: Associations[number]) => Value) {
  return ({ Associations = [] }: NetworkAclRow) => Associations.map(member);
}

function entries<Value>(member: (entry: NetworkAclEntry) => Value) {
  return ({ Entries = [] }: NetworkAclRow) => Entries.map(member);
}
