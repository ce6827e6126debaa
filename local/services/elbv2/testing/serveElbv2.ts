// For tests: Elastic Load Balancing and EC2's networks behind a real server, with a default VPC that has a
// subnet in each of three zones.

import { EC2 } from '@aws-sdk/client-ec2';
import {
  type CreateLoadBalancerCommandInput,
  type CreateTargetGroupCommandInput,
  ElasticLoadBalancingV2,
  type LoadBalancer,
  type Rule,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Ec2Tables, ec2Tables, type InstanceRow } from '../../../store/ec2.ts';
import { type Elbv2Tables, elbv2Tables } from '../../../store/elbv2.ts';
import { instanceRow } from '../../../testing/ec2Rows.ts';
import { type ServedApi, serveApi } from '../../../testing/serveApi.ts';
import { networkingOperations } from '../../ec2/networking.ts';
import { ec2 as ec2Service } from '../../ec2/service.ts';
import type { Context } from '../../shared/context.ts';
import { elbv2 as elbv2Service } from '../elbv2.ts';

export type ServedElbv2 = ServedApi & {
  readonly ec2: EC2;
  readonly elbv2: ElasticLoadBalancingV2;
  readonly tables: Ec2Tables & { readonly elbv2: Elbv2Tables };
  /** As handlers get it, for functions that others call. */
  readonly context: Context;
  readonly VpcId: string;
  /** Of the zones a, b and c. */
  readonly subnetIds: readonly string[];
  /** Makes a load balancer, `web` in zones a and b unless told. */
  makeLoadBalancer(input?: Partial<CreateLoadBalancerCommandInput>): Promise<Made<LoadBalancer>>;
  /** Makes a target group, `app` at port 8080 unless told. */
  makeTargetGroup(input?: Partial<CreateTargetGroupCommandInput>): Promise<Made<TargetGroup>>;
  /** Makes a listener at port 80 that forwards to a group, and gives its ARN. */
  makeListener(LoadBalancerArn: string, TargetGroupArn: string, Port?: number): Promise<string>;
  /** Makes a rule that answers with a status of its own. */
  makeRule(ListenerArn: string, Priority: number, path?: string): Promise<Made<Rule>>;
  /** Makes the record of an instance, which runs in zone a unless told, and gives its id. */
  makeInstance(changes?: Partial<InstanceRow>): string;
};

type Made<Type> = { readonly [Key in keyof Type]-?: NonNullable<Type[Key]> };

export async function serveElbv2(): Promise<ServedElbv2> {
  const api = await serveApi(ec2Service(...networkingOperations), elbv2Service);
  const ec2 = new EC2(api.client);
  const elbv2 = new ElasticLoadBalancingV2(api.client);
  const { Vpc } = await ec2.createDefaultVpc({});
  const VpcId = Vpc?.VpcId ?? '';
  const tables = { ...ec2Tables(api.store), elbv2: elbv2Tables(api.store) };
  const subnetIds = tables.subnets.list().map(({ SubnetId }) => SubnetId);
  let instances = 0;
  return {
    ...api,
    ec2,
    elbv2,
    tables,
    context: {
      requestId: 'test',
      identity: { Account: '000000000000', Arn: 'arn:aws:iam::000000000000:root', UserId: 'test' },
      accountId: '000000000000',
      regionName: 'eu-central-1',
      now: () => new Date('2026-01-01T00:00:00Z'),
      store: api.store,
      consoleOutput: async () => '',
      addressPool: '198.18.0.0/21',
      timeScale: 1,
    },
    VpcId,
    subnetIds,
    async makeLoadBalancer(input = {}) {
      const { LoadBalancers } = await elbv2.createLoadBalancer({
        Name: 'web',
        Subnets: subnetIds.slice(0, 2),
        ...input,
      });
      return made(LoadBalancers?.[0]);
    },
    async makeTargetGroup(input = {}) {
      const { TargetGroups } = await elbv2.createTargetGroup({
        Name: 'app',
        Protocol: 'HTTP',
        Port: 8080,
        VpcId,
        ...input,
      });
      return made(TargetGroups?.[0]);
    },
    async makeListener(LoadBalancerArn, TargetGroupArn, Port = 80) {
      const { Listeners } = await elbv2.createListener({
        LoadBalancerArn,
        Protocol: 'HTTP',
        Port,
        DefaultActions: [{ Type: 'forward', TargetGroupArn }],
      });
      return Listeners?.[0]?.ListenerArn ?? '';
    },
    async makeRule(ListenerArn, Priority, path = '/status') {
      const { Rules } = await elbv2.createRule({
        ListenerArn,
        Priority,
        Conditions: [{ Field: 'path-pattern', Values: [path] }],
        Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '204' } }],
      });
      return made(Rules?.[0]);
    },
    makeInstance(changes = {}) {
      const InstanceId = `i-${String(++instances).padStart(17, '0')}`;
      const row = instanceRow({ VpcId, SubnetId: subnetIds[0] ?? '', InstanceId, ...changes });
      tables.instances.put(row.InstanceId, row);
      return row.InstanceId;
    },
  };
}

/** Members that the service always gives, and tests fail for without. */
function made<Type>(resource: Type | undefined): Made<Type> {
  if (!resource) throw new Error('Nothing was made');
  return resource as Made<Type>;
}
