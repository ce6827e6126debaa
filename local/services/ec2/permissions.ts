// Permissions and rules: callers give and see permissions, each with many sources; a rule has one.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html

import type {
  IpPermission,
  IpRange,
  Ipv6Range,
  PrefixListId,
  ReferencedSecurityGroup,
  UserIdGroupPair,
} from '@aws-sdk/client-ec2';
import type { SecurityGroupRuleRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { canonicalCidr, canonicalIpv6Cidr } from './addressing.ts';
import { invalidParameterValue } from './errors.ts';

/** What a rule permits, without whose it is. */
export type Permitted = Pick<
  SecurityGroupRuleRow,
  | 'IpProtocol'
  | 'FromPort'
  | 'ToPort'
  | 'CidrIpv4'
  | 'CidrIpv6'
  | 'PrefixListId'
  | 'ReferencedGroupInfo'
  | 'Description'
>;

/** Looks up what a permission refers to; throws for what does not exist. */
export type References = {
  readonly group: (pair: UserIdGroupPair) => ReferencedSecurityGroup;
  readonly prefixListId: (id: string) => string;
};

/**
 * One rule per source.
 *
 * @throws AwsError for what is not well formed
 */
export function rulesOf(permission: IpPermission, references: References): Permitted[] {
  const traffic = trafficOf(permission);
  const rules = [
    ...(permission.IpRanges ?? []).map(({ CidrIp = '', Description }) => ({
      CidrIpv4: canonicalCidr(CidrIp) ?? malformed(CidrIp),
      ...described(Description),
    })),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 = '', Description }) => ({
      CidrIpv6: canonicalIpv6Cidr(CidrIpv6) ?? malformed(CidrIpv6),
      ...described(Description),
    })),
    ...(permission.PrefixListIds ?? []).map(({ PrefixListId = '', Description }) => ({
      PrefixListId: references.prefixListId(PrefixListId),
      ...described(Description),
    })),
    ...(permission.UserIdGroupPairs ?? []).map((pair) => ({
      ReferencedGroupInfo: references.group(pair),
      ...described(pair.Description),
    })),
  ];
  if (rules.length > 0) return rules.map((source) => ({ ...traffic, ...source }));
  throw new AwsError(
    'MissingParameter',
    'Missing source specification: include source security group or CIDR information',
  );
}

/** Rules as AWS shows them: together where they differ in nothing but the source. */
export function permissionsOf(rules: readonly Permitted[]): IpPermission[] {
  const permissions = new Map<string, IpPermission & Sources>();
  for (const rule of rules) {
    const { IpProtocol, FromPort, ToPort, ReferencedGroupInfo, Description } = rule;
    const key = `${IpProtocol} ${FromPort} ${ToPort}`;
    const ports = hasPorts(IpProtocol) ? { FromPort, ToPort } : {};
    const permission = permissions.get(key) ?? { IpProtocol, ...ports, ...noSources };
    const { IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs } = permission;
    const { CidrIpv4: CidrIp, CidrIpv6, PrefixListId } = rule;
    const about = Description === undefined ? {} : { Description };
    permissions.set(key, {
      ...permission,
      ...(CidrIp !== undefined && { IpRanges: [...IpRanges, { CidrIp, ...about }] }),
      ...(CidrIpv6 !== undefined && { Ipv6Ranges: [...Ipv6Ranges, { CidrIpv6, ...about }] }),
      ...(PrefixListId !== undefined && {
        PrefixListIds: [...PrefixListIds, { PrefixListId, ...about }],
      }),
      ...(ReferencedGroupInfo && {
        UserIdGroupPairs: [
          ...UserIdGroupPairs,
          { GroupId: ReferencedGroupInfo.GroupId, UserId: ReferencedGroupInfo.UserId, ...about },
        ],
      }),
    });
  }
  return [...permissions.values()];
}

/** The same for rules that permit the same, whatever their descriptions. */
export function identityOf(rule: Permitted): string {
  return `${rule.IpProtocol} ${rule.FromPort} ${rule.ToPort} ${sourceOf(rule)}`;
}

/** As AWS names a rule in its messages. */
export function ruleText(rule: Permitted): string {
  const protocol = rule.IpProtocol === '-1' ? 'ALL' : rule.IpProtocol.toUpperCase();
  const ports = hasPorts(rule.IpProtocol)
    ? `, from port: ${rule.FromPort}, to port: ${rule.ToPort}`
    : '';
  return `"peer: ${sourceOf(rule)}, ${protocol}${ports}, ALLOW"`;
}

/** @throws AwsError for a description with characters that AWS refuses, or more than 255 */
export function described(text: string | undefined): { readonly Description?: string } {
  if (!text) return {};
  if (/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/.test(text)) return { Description: text };
  throw invalidParameterValue(
    'Invalid rule description. Valid descriptions are strings less than 256 characters from the ' +
      'following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
  );
}

type Sources = {
  readonly IpRanges: IpRange[];
  readonly Ipv6Ranges: Ipv6Range[];
  readonly PrefixListIds: PrefixListId[];
  readonly UserIdGroupPairs: UserIdGroupPair[];
};

const noSources: Sources = {
  IpRanges: [],
  Ipv6Ranges: [],
  PrefixListIds: [],
  UserIdGroupPairs: [],
};

const protocolNames: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
};

function hasPorts(protocol: string): boolean {
  return Object.values(protocolNames).includes(protocol);
}

function sourceOf(rule: Permitted): string | undefined {
  return rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId;
}

/** Protocol and ports: by name where AWS has one, -1 for all, whatever ports came with them. */
function trafficOf({ IpProtocol = '', FromPort, ToPort }: IpPermission) {
  const protocol = protocolNames[IpProtocol] ?? IpProtocol.toLowerCase();
  if (protocol === 'tcp' || protocol === 'udp') {
    return { IpProtocol: protocol, ...portRange(FromPort, ToPort) };
  }
  if (protocol === 'icmp' || protocol === 'icmpv6') {
    return { IpProtocol: protocol, ...typeAndCode(FromPort ?? -1, ToPort ?? -1) };
  }
  const isNumber = /^(0|[1-9]\d{0,2})$/.test(protocol) && Number(protocol) <= 255;
  if (protocol === '-1' || isNumber) return { IpProtocol: protocol, FromPort: -1, ToPort: -1 };
  throw invalidParameterValue(`Invalid value '${IpProtocol}' for IP protocol. Unknown protocol.`);
}

function portRange(FromPort: number | undefined, ToPort: number | undefined) {
  if (FromPort === undefined || ToPort === undefined) {
    throw invalidParameterValue(
      'Invalid value for portRange. Must specify both from and to ports with TCP/UDP.',
    );
  }
  if (FromPort >= 0 && FromPort <= ToPort && ToPort <= 65_535) return { FromPort, ToPort };
  throw invalidParameterValue(`Invalid TCP/UDP port range (${FromPort}:${ToPort})`);
}

function typeAndCode(FromPort: number, ToPort: number) {
  const isByte = (value: number) => value >= -1 && value <= 255;
  if (isByte(FromPort) && isByte(ToPort) && (FromPort !== -1 || ToPort === -1)) {
    return { FromPort, ToPort };
  }
  throw new AwsError(
    'InvalidPermission.Malformed',
    `Expected an ICMP type and code from -1 to 255, and the code -1 with the type -1: got ${FromPort}, ${ToPort}`,
  );
}

function malformed(cidr: string): never {
  throw invalidParameterValue(`CIDR block ${cidr} is malformed`);
}
