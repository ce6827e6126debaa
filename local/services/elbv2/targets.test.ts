import { expect, test } from 'vitest';
import { deregisterInstance, registerInstance } from './targetRows.ts';
import { serveElbv2 } from './testing/serveElbv2.ts';

async function serveUsedGroup() {
  const served = await serveElbv2();
  const { LoadBalancerArn } = await served.makeLoadBalancer();
  const { TargetGroupArn } = await served.makeTargetGroup();
  const ListenerArn = await served.makeListener(LoadBalancerArn, TargetGroupArn);
  const states = () =>
    served.tables.elbv2.targets
      .list()
      .map(({ Id, Port, TargetHealth }) => [Id, Port, TargetHealth.State]);
  return { ...served, LoadBalancerArn, TargetGroupArn, ListenerArn, states };
}

test('Instances are registered, at the group’s port or their own', async () => {
  const { elbv2, TargetGroupArn, makeInstance, tables } = await serveUsedGroup();
  const Id = makeInstance();
  await elbv2.registerTargets({ TargetGroupArn, Targets: [{ Id }, { Id, Port: 9090 }] });
  const at = new Date('2026-01-01T00:00:00Z');
  const row = {
    TargetGroupArn,
    Id,
    Port: 8080,
    registeredAt: at,
    since: at,
    TargetHealth: {
      State: 'initial',
      Reason: 'Elb.RegistrationInProgress',
      Description: 'Target registration is in progress',
    },
  };
  expect(tables.elbv2.targets.list()).toEqual([row, { ...row, Port: 9090 }]);
});

test('Registering again changes nothing, but begins again what drains', async () => {
  const { elbv2, TargetGroupArn, makeInstance, tables, states, advance } = await serveUsedGroup();
  const Targets = [{ Id: makeInstance() }];
  await elbv2.registerTargets({ TargetGroupArn, Targets });
  const before = tables.elbv2.targets.list();
  advance(1000);
  await elbv2.registerTargets({ TargetGroupArn, Targets });
  expect(tables.elbv2.targets.list()).toEqual(before);
  await elbv2.deregisterTargets({ TargetGroupArn, Targets });
  expect(states()).toMatchObject([[expect.anything(), 8080, 'draining']]);
  await elbv2.registerTargets({ TargetGroupArn, Targets });
  expect(tables.elbv2.targets.list()).toMatchObject([
    { TargetHealth: { State: 'initial' }, since: new Date('2026-01-01T00:00:01Z') },
  ]);
});

test('Deregistering drains: at one port, or at all', async () => {
  const { elbv2, TargetGroupArn, makeInstance, tables, states, advance } = await serveUsedGroup();
  const Id = makeInstance();
  await elbv2.registerTargets({ TargetGroupArn, Targets: [{ Id }, { Id, Port: 9090 }] });
  advance(1000);
  await elbv2.deregisterTargets({ TargetGroupArn, Targets: [{ Id, Port: 9090 }] });
  expect(states()).toEqual([
    [Id, 8080, 'initial'],
    [Id, 9090, 'draining'],
  ]);
  expect(tables.elbv2.targets.list()[1]).toMatchObject({
    since: new Date('2026-01-01T00:00:01Z'),
    TargetHealth: {
      Reason: 'Target.DeregistrationInProgress',
      Description: 'Target deregistration is in progress',
    },
  });
  advance(1000);
  await elbv2.deregisterTargets({ TargetGroupArn, Targets: [{ Id }] });
  expect(tables.elbv2.targets.list()).toMatchObject([
    { since: new Date('2026-01-01T00:00:02Z'), TargetHealth: { State: 'draining' } },
    { since: new Date('2026-01-01T00:00:01Z'), TargetHealth: { State: 'draining' } },
  ]);
  await elbv2.deregisterTargets({ TargetGroupArn, Targets: [{ Id: 'i-00000000000000099' }] });
});

test('Where nobody uses the group, a target goes at once', async () => {
  const { elbv2, TargetGroupArn, ListenerArn, makeInstance, states } = await serveUsedGroup();
  const Targets = [{ Id: makeInstance() }];
  await elbv2.registerTargets({ TargetGroupArn, Targets });
  await elbv2.deleteListener({ ListenerArn });
  await elbv2.deregisterTargets({ TargetGroupArn, Targets });
  expect(states()).toEqual([]);
});

test('Instances must be there, of the group’s VPC, and running; else none is registered', async () => {
  const { elbv2, TargetGroupArn, VpcId, makeInstance, states } = await serveUsedGroup();
  const fine = makeInstance();
  const register = (Id: string) =>
    elbv2.registerTargets({ TargetGroupArn, Targets: [{ Id: fine }, { Id }] });
  await expect(register('web-1')).rejects.toMatchObject({
    name: 'ValidationError',
    message: "Instance ID 'web-1' is not valid",
  });
  await expect(register('i-00000000000000099')).rejects.toMatchObject({
    name: 'InvalidTargetException',
    message: "The following instances do not exist: 'i-00000000000000099'",
  });
  const foreign = makeInstance({ VpcId: 'vpc-00000000000000000' });
  await expect(register(foreign)).rejects.toMatchObject({
    name: 'InvalidTargetException',
    message: `The following targets are not in the target group VPC '${VpcId}': '${foreign}'`,
  });
  const stopped = makeInstance({ State: { Name: 'stopped' } });
  await expect(register(stopped)).rejects.toMatchObject({
    name: 'InvalidTargetException',
    message: `The following targets are not in a running state and cannot be registered: '${stopped}'`,
  });
  expect(states()).toEqual([]);
});

test('Auto Scaling registers and deregisters without asking twice', async () => {
  const { context, TargetGroupArn, makeInstance, states } = await serveUsedGroup();
  const Id = makeInstance();
  for (let time = 0; time < 2; time++) registerInstance(context, TargetGroupArn, Id);
  expect(states()).toEqual([[Id, 8080, 'initial']]);
  for (let time = 0; time < 2; time++) deregisterInstance(context, TargetGroupArn, Id);
  expect(states()).toEqual([[Id, 8080, 'draining']]);
  registerInstance(context, 'arn:gone', Id);
  deregisterInstance(context, 'arn:gone', Id);
  expect(states()).toEqual([[Id, 8080, 'draining']]);
});
