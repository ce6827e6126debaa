// The network that the records describe, as the network driver takes it.

import type {
  NetworkGroup,
  NetworkInterface,
  NetworkRule,
  NetworkVpc,
} from '../drivers/network.ts';
import type { Ec2Tables, NetworkInterfaceRow, SecurityGroupRuleRow } from '../store/ec2.ts';

export function networkOf(tables: Ec2Tables): NetworkVpc[] {
  const rules = Map.groupBy(tables.securityGroupRules.list(), ({ GroupId }) => GroupId);
  return tables.vpcs.list().map(({ VpcId, CidrBlock, CidrBlockAssociationSet = [] }) => ({
    VpcId,
    CidrBlocks: [
      ...new Set([CidrBlock, ...CidrBlockAssociationSet.flatMap((each) => each.CidrBlock ?? [])]),
    ],
    interfaces: tables.networkInterfaces
      .list()
      .filter((row) => row.VpcId === VpcId)
      .map((row) => interfaceOf(row, tables)),
    groups: tables.securityGroups
      .list()
      .filter((row) => row.VpcId === VpcId)
      .map(({ GroupId }) => groupOf(GroupId, rules.get(GroupId) ?? [])),
  }));
}

function interfaceOf(
  row: NetworkInterfaceRow,
  { instances, subnets }: Ec2Tables,
): NetworkInterface {
  const subnet = subnets.get(row.SubnetId);
  const instance = instances.get(row.Attachment?.InstanceId ?? '');
  return {
    NetworkInterfaceId: row.NetworkInterfaceId,
    MacAddress: row.MacAddress,
    PrivateIpAddress: row.PrivateIpAddress,
    gateway: routerOf(subnet?.CidrBlock ?? row.PrivateIpAddress),
    hostAddress: row.hostAddress,
    isPublic: row.Association?.PublicIp !== undefined,
    GroupIds: row.Groups.flatMap(({ GroupId }) => GroupId ?? []),
    isServiceManaged: row.RequesterManaged === true,
    metadataHopLimit: instance?.MetadataOptions?.HttpPutResponseHopLimit ?? 1,
  };
}

/** AWS's router has the second address of each subnet. */
function routerOf(cidrBlock: string): string {
  const [a, b, c, d = 0] = (cidrBlock.split('/')[0] ?? '').split('.').map(Number);
  return [a, b, c, d + 1].join('.');
}

function groupOf(GroupId: string, rows: readonly SecurityGroupRuleRow[]): NetworkGroup {
  const rules = (isEgress: boolean) =>
    rows.filter((row) => row.IsEgress === isEgress).flatMap((row) => ruleOf(row) ?? []);
  return { GroupId, ingress: rules(false), egress: rules(true) };
}

/** Undefined for sources that name nobody here: IPv6 ranges and prefix lists. */
function ruleOf(row: SecurityGroupRuleRow): NetworkRule | undefined {
  const { IpProtocol, FromPort, ToPort, CidrIpv4, ReferencedGroupInfo } = row;
  const who = CidrIpv4
    ? { CidrIp: CidrIpv4 }
    : ReferencedGroupInfo?.GroupId
      ? { GroupId: ReferencedGroupInfo.GroupId }
      : undefined;
  return (
    who && {
      IpProtocol,
      ...(FromPort !== undefined && { FromPort }),
      ...(ToPort !== undefined && { ToPort }),
      ...who,
    }
  );
}
