import { expect, test } from 'vitest';
import { targetKey } from '../../store/elbv2.ts';
import { serveElbv2 } from './testing/serveElbv2.ts';

async function serveTarget() {
  const served = await serveElbv2();
  const { elbv2, tables } = served;
  const { LoadBalancerArn } = await served.makeLoadBalancer();
  const { TargetGroupArn } = await served.makeTargetGroup();
  const use = () => served.makeListener(LoadBalancerArn, TargetGroupArn);
  const Id = served.makeInstance();
  await elbv2.registerTargets({ TargetGroupArn, Targets: [{ Id }] });
  const health = async () => {
    const { TargetHealthDescriptions } = await elbv2.describeTargetHealth({ TargetGroupArn });
    return TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth);
  };
  const put = (State: 'healthy' | 'draining') => {
    const key = targetKey({ TargetGroupArn, Id, Port: 8080 });
    const row = tables.elbv2.targets.get(key);
    if (row) tables.elbv2.targets.put(key, { ...row, TargetHealth: { State } });
  };
  const change = (changes: object) => {
    const row = tables.instances.get(Id);
    if (row) tables.instances.put(Id, { ...row, ...changes });
  };
  return { ...served, LoadBalancerArn, TargetGroupArn, Id, use, health, put, change };
}

test('A target that is asked about is described whole', async () => {
  const { elbv2, TargetGroupArn, Id, use } = await serveTarget();
  await use();
  const { TargetHealthDescriptions } = await elbv2.describeTargetHealth({
    TargetGroupArn,
    Targets: [{ Id }],
  });
  expect(TargetHealthDescriptions).toEqual([
    {
      Target: { Id, Port: 8080 },
      HealthCheckPort: '8080',
      TargetHealth: {
        State: 'initial',
        Reason: 'Elb.RegistrationInProgress',
        Description: 'Target registration is in progress',
      },
      AdministrativeOverride: {
        State: 'no_override',
        Reason: 'AdministrativeOverride.NoOverride',
        Description: 'No override is currently active on target',
      },
    },
  ]);
});

test('It is unused until a listener or a rule uses the group, and again after', async () => {
  const { elbv2, health, put, use } = await serveTarget();
  const unused = {
    State: 'unused',
    Reason: 'Target.NotInUse',
    Description: 'Target group is not configured to receive traffic from the load balancer',
  };
  expect(await health()).toEqual([unused]);
  const ListenerArn = await use();
  put('healthy');
  expect(await health()).toEqual([{ State: 'healthy' }]);
  await elbv2.deleteListener({ ListenerArn });
  expect(await health()).toEqual([unused]);
});

test('It is unused where the load balancer has no subnet', async () => {
  const { health, use, change } = await serveTarget();
  await use();
  change({ Placement: { AvailabilityZone: 'eu-central-1c' } });
  expect(await health()).toEqual([
    {
      State: 'unused',
      Reason: 'Target.NotInUse',
      Description: 'Target is in an Availability Zone that is not enabled for the load balancer',
    },
  ]);
});

test.each([
  ['stopping', 'stopped'],
  ['stopped', 'stopped'],
  ['shutting-down', 'terminated'],
  ['terminated', 'terminated'],
] as const)('It is unused while its instance is %s, unless it drains', async (Name, shown) => {
  const { health, put, use, change } = await serveTarget();
  await use();
  put('healthy');
  change({ State: { Name } });
  expect(await health()).toEqual([
    {
      State: 'unused',
      Reason: 'Target.InvalidState',
      Description: `Target is in the ${shown} state`,
    },
  ]);
  put('draining');
  expect(await health()).toMatchObject([{ State: 'draining' }]);
});

test('One that is not registered is told so, at a port of its own too', async () => {
  const { elbv2, TargetGroupArn, Id, use } = await serveTarget();
  await use();
  const { TargetHealthDescriptions } = await elbv2.describeTargetHealth({
    TargetGroupArn,
    Targets: [{ Id: 'i-00000000000000099' }, { Id, Port: 9090 }],
  });
  expect(TargetHealthDescriptions).toMatchObject([
    {
      Target: { Id: 'i-00000000000000099', Port: 8080 },
      TargetHealth: {
        State: 'unused',
        Reason: 'Target.NotRegistered',
        Description: 'Target is not registered to the target group',
      },
    },
    { Target: { Id, Port: 9090 }, TargetHealth: { Reason: 'Target.NotRegistered' } },
  ]);
});

test('The port of the health checks is shown', async () => {
  const { elbv2, makeTargetGroup, makeInstance } = await serveElbv2();
  const { TargetGroupArn } = await makeTargetGroup({ HealthCheckPort: '8081' });
  await elbv2.registerTargets({ TargetGroupArn, Targets: [{ Id: makeInstance() }] });
  const { TargetHealthDescriptions } = await elbv2.describeTargetHealth({
    TargetGroupArn,
    Include: ['AnomalyDetection'],
  });
  expect(TargetHealthDescriptions).toMatchObject([
    {
      HealthCheckPort: '8081',
      AnomalyDetection: { Result: 'normal', MitigationInEffect: 'no' },
    },
  ]);
});

test('Of a group that there is not, there is none', async () => {
  const { elbv2, TargetGroupArn } = await serveTarget();
  await elbv2.deleteTargetGroup({ TargetGroupArn });
  await expect(elbv2.describeTargetHealth({ TargetGroupArn })).rejects.toMatchObject({
    name: 'TargetGroupNotFoundException',
  });
});
