import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { serveElbv2 } from './testing/serveElbv2.ts';

async function serveActions() {
  const served = await serveElbv2();
  const { elbv2 } = served;
  const { LoadBalancerArn } = await served.makeLoadBalancer();
  const [one, two] = [
    (await served.makeTargetGroup({ Name: 'one' })).TargetGroupArn,
    (await served.makeTargetGroup({ Name: 'two' })).TargetGroupArn,
  ];
  /** The action of a listener, as it is kept. */
  const keep = async (...DefaultActions: Action[]) => {
    const { Listeners } = await elbv2.createListener({
      LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions,
    });
    return Listeners?.[0]?.DefaultActions?.[0];
  };
  return { ...served, LoadBalancerArn, one, two, keep };
}

test('Several groups have weights, and clients may stay with one', async () => {
  const { one, two, keep } = await serveActions();
  const kept = await keep({
    Type: 'forward',
    Order: 1,
    ForwardConfig: {
      TargetGroups: [{ TargetGroupArn: one, Weight: 90 }, { TargetGroupArn: two }],
      TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
    },
  });
  expect(kept).toEqual({
    Type: 'forward',
    Order: 1,
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: one, Weight: 90 },
        { TargetGroupArn: two, Weight: 1 },
      ],
      TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
    },
  });
});

test('Of a redirect, what is not told stays as the client asked', async () => {
  const { keep } = await serveActions();
  const kept = await keep({
    Type: 'redirect',
    RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' },
  });
  expect(kept).toEqual({
    Type: 'redirect',
    RedirectConfig: {
      Protocol: 'HTTPS',
      Port: '443',
      Host: '#{host}',
      Path: '/#{path}',
      Query: '#{query}',
      StatusCode: 'HTTP_301',
    },
  });
});

test('A fixed response is text unless told', async () => {
  const { keep } = await serveActions();
  const FixedResponseConfig = { StatusCode: '404', MessageBody: 'Not here' };
  expect(await keep({ Type: 'fixed-response', FixedResponseConfig })).toEqual({
    Type: 'fixed-response',
    FixedResponseConfig: { ...FixedResponseConfig, ContentType: 'text/plain' },
  });
});

const redirect = (RedirectConfig: object): Action => ({
  Type: 'redirect',
  RedirectConfig: { StatusCode: 'HTTP_302', ...RedirectConfig },
});
const fixed = (FixedResponseConfig: object): Action => ({
  Type: 'fixed-response',
  FixedResponseConfig: { StatusCode: '200', ...FixedResponseConfig },
});

test.each([
  ['ValidationError', 'enum value set', { Type: 'drop' as 'forward' }],
  ['InvalidLoadBalancerActionException', 'A target group ARN must', { Type: 'forward' as const }],
  ['InvalidLoadBalancerActionException', 'creates a loop', redirect({})],
  ['InvalidLoadBalancerActionException', 'A redirect action', { Type: 'redirect' as const }],
  ['InvalidLoadBalancerActionException', 'A fixed-res', { Type: 'fixed-response' as const }],
  ['InvalidLoadBalancerActionException', 'HTTPS listeners', { Type: 'authenticate-oidc' as const }],
  ['ValidationError', "Redirect protocol 'TCP'", redirect({ Protocol: 'TCP' })],
  ['ValidationError', "Redirect port '0'", redirect({ Port: '0' })],
  ['ValidationError', "Redirect path 'a'", redirect({ Path: 'a' })],
  ['ValidationError', 'Redirect host', redirect({ Host: 'a'.repeat(129) })],
  ['ValidationError', "Redirect status code '303'", redirect({ StatusCode: '303' })],
  ['ValidationError', "status code '301'", fixed({ StatusCode: '301' })],
  ['ValidationError', "content type 'image/png'", fixed({ ContentType: 'image/png' })],
  ['ValidationError', 'between 0 and 1024', fixed({ MessageBody: 'a'.repeat(1025) })],
])('%s: %s', async (name, message, action) => {
  const { keep } = await serveActions();
  await expect(keep(action)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
});

test('Weights, repeats and durations that may not be are refused', async () => {
  const { one, two, keep } = await serveActions();
  const forward = (groups: readonly [string, number?][], seconds?: number, arn?: string) =>
    keep({
      Type: 'forward',
      ...(arn !== undefined && { TargetGroupArn: arn }),
      ForwardConfig: {
        TargetGroups: groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: seconds },
      },
    });
  await expect(forward([[one, 1000]], 60)).rejects.toThrow(
    'The weight for each target group must be between 0 and 999, inclusive',
  );
  await expect(forward([[one], [one]], 60)).rejects.toThrow('only once');
  await expect(forward([[one]])).rejects.toThrow('stickiness duration');
  await expect(forward([[one]], 604_801)).rejects.toThrow('stickiness duration');
  await expect(forward([[one]], 60, two)).rejects.toThrow('the same single target group');
  const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((name): [string] => [`${one}${name}`]);
  await expect(forward(six, 60)).rejects.toMatchObject({ name: 'TooManyTargetGroupsException' });
});

test('A listener has exactly one action that routes', async () => {
  const { keep } = await serveActions();
  await expect(keep(fixed({}), fixed({}))).rejects.toThrow('exactly one action');
});

test('Groups must be there, of the same VPC, and nobody else’s', async () => {
  const { elbv2, ec2, one, keep, ...served } = await serveActions();
  await elbv2.deleteTargetGroup({ TargetGroupArn: one });
  await expect(keep({ Type: 'forward', TargetGroupArn: one })).rejects.toMatchObject({
    name: 'TargetGroupNotFoundException',
    message: `Target group '${one}' not found`,
  });
  const { Vpc } = await ec2.createVpc({ CidrBlock: '10.0.0.0/16' });
  const foreign = await served.makeTargetGroup({ Name: 'foreign', VpcId: Vpc?.VpcId });
  await expect(
    keep({ Type: 'forward', TargetGroupArn: foreign.TargetGroupArn }),
  ).rejects.toMatchObject({
    name: 'InvalidConfigurationRequestException',
    message: expect.stringContaining('are not in the same VPC'),
  });
  const other = await served.makeLoadBalancer({ Name: 'other' });
  await served.makeListener(other.LoadBalancerArn, served.two);
  await expect(keep({ Type: 'forward', TargetGroupArn: served.two })).rejects.toMatchObject({
    name: 'TargetGroupAssociationLimitException',
    message: `The following target groups cannot be associated with more than one load balancer: ${served.two}`,
  });
});
