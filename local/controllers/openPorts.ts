// Whether security groups let this machine's own processes in, which are the internet to a load balancer.

import type { Ec2Tables, SecurityGroupRuleRow } from '../store/ec2.ts';

/** @param callerAddress as groups see them; a rule that names the loopback address means them, too */
export function isOpenTo(
  { securityGroupRules }: Ec2Tables,
  GroupIds: readonly string[],
  port: number,
  callerAddress: string,
): boolean {
  return securityGroupRules
    .list()
    .filter((rule) => !rule.IsEgress && GroupIds.includes(rule.GroupId))
    .some(
      (rule) =>
        allowsPort(rule, port) &&
        [callerAddress, '127.0.0.1'].some((address) => contains(rule.CidrIpv4, address)),
    );
}

function allowsPort({ IpProtocol, FromPort, ToPort }: SecurityGroupRuleRow, port: number): boolean {
  if (IpProtocol === '-1') return true;
  if (IpProtocol !== 'tcp' && IpProtocol !== '6') return false;
  if (FromPort === undefined || FromPort === -1) return true;
  return FromPort <= port && port <= (ToPort ?? FromPort);
}

function contains(cidr: string | undefined, address: string): boolean {
  if (cidr === undefined) return false;
  const [network = '', length = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  return Math.floor(toNumber(network) / size) === Math.floor(toNumber(address) / size);
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}
