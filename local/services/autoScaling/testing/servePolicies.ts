// For tests: a group that may have scaling policies, and a load balancer that sends it requests.

import type { PutScalingPolicyCommandInput } from '@aws-sdk/client-auto-scaling';
import { cloudWatchTables } from '../../../store/cloudWatch.ts';
import { serveGroups } from './serveGroups.ts';

export const web = { AutoScalingGroupName: 'web' };
export const cpu = {
  PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' as const },
  TargetValue: 50,
};

export async function servePolicies() {
  const served = await serveGroups();
  const { autoScaling, putTargetGroup, createGroup, elbv2, store } = served;
  await createGroup({ TargetGroupARNs: [putTargetGroup('web')] });
  const LoadBalancerArn =
    'arn:aws:elasticloadbalancing:eu-central-1:000000000000:loadbalancer/app/front/00000000000000aa';
  elbv2.loadBalancers.put(LoadBalancerArn, {
    LoadBalancerArn,
    LoadBalancerName: 'front',
    DNSName: 'front.elb',
    Scheme: 'internal',
    Type: 'application',
    VpcId: 'vpc-1',
    SecurityGroups: [],
    AvailabilityZones: [],
    CreatedTime: new Date(0),
    State: { Code: 'active' },
    address: '127.0.0.2',
    attributes: {},
    interfaceIds: {},
  });
  const put = (input: Partial<PutScalingPolicyCommandInput>) =>
    autoScaling.putScalingPolicy({ ...web, PolicyName: 'policy', ...input });
  const track = (
    TargetTrackingConfiguration: PutScalingPolicyCommandInput['TargetTrackingConfiguration'],
    more: Partial<PutScalingPolicyCommandInput> = {},
  ) => put({ PolicyType: 'TargetTrackingScaling', TargetTrackingConfiguration, ...more });
  const described = async () =>
    (await autoScaling.describePolicies(web)).ScalingPolicies?.[0] ?? {};
  return { ...served, put, track, described, alarms: cloudWatchTables(store).alarms };
}
