// aws:ec2/vpcEndpoint:VpcEndpoint, of the types Gateway and Interface.

import { type Aws, type AwsOf, arnOf } from '../aws.ts';
import { HasFailed, resourceType } from '../resourceType.ts';
import { until } from '../until.ts';
import { changeTags, findByToken, tagged, tagsOf, withTags } from './tags.ts';

/** As EC2 describes them for a while. */
const ended: readonly string[] = ['deleted', 'failed'];
const ids = { is: 'set', computed: true } as const;

export const vpcEndpoint = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'ec2/vpcEndpoint.ts',
    properties: {
      vpcId: { is: 'string', required: true, replaces: true },
      serviceName: { is: 'string', required: true, replaces: true },
      vpcEndpointType: { is: 'string', replaces: true, default: 'Gateway' },
      policy: { is: 'json', computed: true },
      privateDnsEnabled: { is: 'boolean', computed: true },
      routeTableIds: ids,
      subnetIds: ids,
      securityGroupIds: ids,
      ...tagged,
    },
    gone: ['InvalidVpcEndpointId.NotFound'],
    async create(inputs, { ec2 }, token) {
      const { VpcEndpoint } = await ec2.createVpcEndpoint({
        VpcId: inputs.vpcId,
        ServiceName: inputs.serviceName,
        VpcEndpointType: inputs.vpcEndpointType === 'Interface' ? 'Interface' : 'Gateway',
        PolicyDocument: inputs.policy,
        PrivateDnsEnabled: inputs.privateDnsEnabled,
        RouteTableIds: mutable(inputs.routeTableIds),
        SubnetIds: mutable(inputs.subnetIds),
        SecurityGroupIds: mutable(inputs.securityGroupIds),
        ...withTags('vpc-endpoint', inputs.tags, token),
      });
      return VpcEndpoint?.VpcEndpointId ?? '';
    },
    find: findByToken,
    ready: (id, aws) =>
      until(`${id} to be available`, aws, async () => {
        const endpoint = await describe(id, aws);
        if (endpoint?.state === 'failed') throw new HasFailed(`${id} has failed`);
        return endpoint?.state === 'available' || undefined;
      }),
    async read(id, aws) {
      const endpoint = await describe(id, aws);
      return ended.includes(endpoint?.state ?? '') ? undefined : endpoint;
    },
    changes: [
      {
        of: ['policy', 'privateDnsEnabled', 'routeTableIds', 'subnetIds', 'securityGroupIds'],
        apply: (VpcEndpointId, news, { ec2 }, olds) => {
          const routes = changed(olds.routeTableIds, news.routeTableIds);
          const subnets = changed(olds.subnetIds, news.subnetIds);
          const groups = changed(olds.securityGroupIds, news.securityGroupIds);
          return ec2.modifyVpcEndpoint({
            VpcEndpointId,
            ...(news.policy !== olds.policy && { PolicyDocument: news.policy }),
            ...(news.privateDnsEnabled !== olds.privateDnsEnabled && {
              PrivateDnsEnabled: news.privateDnsEnabled,
            }),
            AddRouteTableIds: routes.added,
            RemoveRouteTableIds: routes.removed,
            AddSubnetIds: subnets.added,
            RemoveSubnetIds: subnets.removed,
            AddSecurityGroupIds: groups.added,
            RemoveSecurityGroupIds: groups.removed,
          });
        },
      },
      changeTags,
    ],
    async delete(VpcEndpointId, { ec2 }) {
      const { Unsuccessful } = await ec2.deleteVpcEndpoints({ VpcEndpointIds: [VpcEndpointId] });
      const { Code, Message } = Unsuccessful?.[0]?.Error ?? {};
      if (Code && !Code.endsWith('.NotFound')) throw new Error(`${VpcEndpointId}: ${Message}`);
    },
  });

async function describe(id: string, aws: Aws) {
  const { VpcEndpoints } = await aws.ec2.describeVpcEndpoints({ VpcEndpointIds: [id] });
  const found = VpcEndpoints?.[0];
  if (!found) return undefined;
  const isGateway = found.VpcEndpointType === 'Gateway';
  return {
    arn: arnOf(aws, 'ec2', found.OwnerId, `vpc-endpoint/${id}`),
    ownerId: found.OwnerId,
    // The model writes it with a capital, EC2 without.
    state: found.State?.toLowerCase(),
    vpcId: found.VpcId,
    serviceName: found.ServiceName,
    serviceRegion: found.ServiceRegion,
    vpcEndpointType: found.VpcEndpointType,
    policy: found.PolicyDocument,
    privateDnsEnabled: found.PrivateDnsEnabled,
    requesterManaged: found.RequesterManaged,
    ipAddressType: found.IpAddressType,
    routeTableIds: found.RouteTableIds ?? [],
    subnetIds: found.SubnetIds ?? [],
    securityGroupIds: found.Groups?.flatMap(({ GroupId }) => GroupId ?? []) ?? [],
    networkInterfaceIds: found.NetworkInterfaceIds ?? [],
    dnsEntries: (found.DnsEntries ?? []).map(({ DnsName, HostedZoneId }) => ({
      dnsName: DnsName,
      hostedZoneId: HostedZoneId,
    })),
    ...(isGateway && (await prefixListOf(found.ServiceName, aws))),
    ...tagsOf(found.Tags),
  };
}

async function prefixListOf(serviceName: string | undefined, { ec2 }: Aws) {
  const { PrefixLists } = await ec2.describePrefixLists({
    Filters: [{ Name: 'prefix-list-name', Values: [serviceName ?? ''] }],
  });
  return {
    prefixListId: PrefixLists?.[0]?.PrefixListId,
    cidrBlocks: PrefixLists?.[0]?.Cidrs ?? [],
  };
}

function mutable(ids: readonly string[] | undefined): string[] | undefined {
  return ids && [...ids];
}

/** Only what changed: EC2 refuses even empty lists of what the endpoint's type has not. */
function changed(olds: readonly string[] = [], news: readonly string[] = olds) {
  const added = news.filter((id) => !olds.includes(id));
  const removed = olds.filter((id) => !news.includes(id));
  return {
    added: added.length > 0 ? added : undefined,
    removed: removed.length > 0 ? removed : undefined,
  };
}
