import { describe, expect, test } from 'vitest';
import { live } from '../testing/lifecycle.ts';
import { passTime } from '../testing/passTime.ts';
import { serveFleet } from '../testing/serveFleet.ts';
import { type ServedProviders, serveProviders } from '../testing/serveProviders.ts';

const token = 'aws:autoscaling/group:Group';

/** Targets that no load balancer uses are not checked. */
async function listen({ make }: ServedProviders, subnets: string[], targetGroupArn?: string) {
  const loadBalancerArn = await make('aws:lb/loadBalancer:LoadBalancer', { subnets });
  const defaultActions = [{ type: 'forward', targetGroupArn }];
  await make('aws:lb/listener:Listener', { loadBalancerArn, port: 80, defaultActions });
}

test('Group lives', async () => {
  const { served, subnets, targetGroups, inputs } = await serveFleet();
  const { outputs } = await live(served, {
    token,
    inputs,
    updates: [
      { maxSize: 3, healthCheckGracePeriod: 60, terminationPolicies: undefined },
      { instanceMaintenancePolicy: undefined, defaultInstanceWarmup: undefined },
      { vpcZoneIdentifiers: subnets, targetGroupArns: targetGroups.slice(1) },
      { enabledMetrics: ['GroupMinSize', 'GroupMaxSize'], suspendedProcesses: ['AZRebalance'] },
      { suspendedProcesses: undefined, waitForCapacityTimeout: '5m' },
      {
        tags: [
          { key: 'app', value: 'other', propagateAtLaunch: true },
          { key: 'env', value: 'test', propagateAtLaunch: false },
        ],
      },
      { tags: undefined },
    ],
    replacements: [{ name: 'web' }, { namePrefix: 'web-' }],
  });
  expect(outputs).toMatchObject({
    name: expect.stringMatching(/^instances-[0-9a-f]{7}$/),
    arn: expect.stringContaining(':autoScalingGroup:'),
    desiredCapacity: 0,
    protectFromScaleIn: false,
  });
});

describe('A group', () => {
  test('is rolled by the rollout alone', async () => {
    const { typeOf } = await serveProviders();
    const inputs = { launchTemplate: {}, minSize: 0, maxSize: 1 };
    const instanceRefresh = { strategy: 'Rolling' };
    expect(typeOf(token).check({ ...inputs, instanceRefresh })).toEqual([
      expect.stringMatching(/^instanceRefresh: expected nothing: a rollout is scripts\/rollout.ts/),
    ]);
  });

  test('that a rollout has moved stays where it is', async () => {
    const { served, templateId, inputs } = await serveFleet();
    const { typeOf, creating, context, aws } = served;
    const { create, update } = typeOf(token);
    const { id, outputs } = await create(inputs, creating());
    const leave = (now: object, wanted: object) => ({
      ...wanted,
      ...('launchTemplate' in now && { launchTemplate: now.launchTemplate }),
    });
    await aws.ec2.createLaunchTemplateVersion({
      LaunchTemplateId: templateId,
      SourceVersion: '1',
      LaunchTemplateData: { InstanceType: 't3.small' },
    });
    await aws.autoScaling.updateAutoScalingGroup({
      AutoScalingGroupName: id,
      LaunchTemplate: { LaunchTemplateId: templateId, Version: '2' },
    });
    const wanted = { ...inputs, healthCheckGracePeriod: 90 };
    const updated = await update(id, outputs, wanted, { ...context, leave });
    expect(updated).toMatchObject({
      healthCheckGracePeriod: 90,
      launchTemplate: { version: '2' },
    });
  });

  test('whose capacity is left to others is moved into new bounds by AWS', async () => {
    const { served, inputs } = await serveFleet();
    const { typeOf, creating, context } = served;
    const { create, update } = typeOf(token);
    const { id, outputs } = await create({ ...inputs, waitForCapacityTimeout: '0' }, creating());
    const leave = (now: object, wanted: object) => ({
      ...wanted,
      ...('desiredCapacity' in now && { desiredCapacity: now.desiredCapacity }),
    });
    const wanted = { ...inputs, waitForCapacityTimeout: '0', minSize: 1, maxSize: 2 };
    const updated = await update(id, outputs, wanted, { ...context, leave });
    expect(updated).toMatchObject({ minSize: 1, desiredCapacity: 1 });
  });

  test('is made once its instances serve, changed once there are as many, gone once they are', async () => {
    const { served, inputs, targetGroups, subnets } = await serveFleet();
    const { typeOf, creating, context, said, aws } = served;
    await listen(served, subnets, targetGroups[0]);
    passTime(served, 100);
    const { create, update, ...type } = typeOf(token);
    const wanted = { ...inputs, minSize: 1, minElbCapacity: 1, healthCheckGracePeriod: 600 };
    const { id, outputs } = await create(wanted, creating());
    expect(outputs).toMatchObject({ desiredCapacity: 1 });
    const states = async () => {
      const TargetGroupArn = targetGroups[0];
      const { TargetHealthDescriptions } = await aws.elbv2.describeTargetHealth({ TargetGroupArn });
      return TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth?.State);
    };
    expect(await states()).toEqual(['healthy']);

    const updated = await update(id, outputs, { ...wanted, minSize: 2 }, context);
    expect(updated).toMatchObject({ minSize: 2, desiredCapacity: 2 });
    await type.delete(id, updated, context);
    expect(await type.read(id, updated, context)).toBeUndefined();
    expect(said).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Waiting for instances-.* to be empty: i-.* \(\w+\), i-/),
      ]),
    );
  });

  test('whose image is gone is made in part, and told of in the words of its activity', async () => {
    const { served, inputs, templateId } = await serveFleet();
    const { typeOf, creating, context, aws } = served;
    await aws.ec2.createLaunchTemplateVersion({
      LaunchTemplateId: templateId,
      SourceVersion: '1',
      LaunchTemplateData: { ImageId: 'ami-0123456789abcdef0' },
    });
    const launchTemplate = { id: templateId, version: '2' };
    const wanted = { ...inputs, minSize: 1, launchTemplate };
    const { create, update } = typeOf(token);
    const failing = create(wanted, creating());
    await expect(failing).rejects.toMatchObject({
      name: 'CreatedInPart',
      message: expect.stringMatching(/^scaling activity \(.*\): Failed: .*ami-0123456789abcdef0/),
    });
    const { created } = await failing.catch((error) => error);
    // The next update gets past it: what comes after the group may bring a better image.
    await update(created.id, created.outputs, wanted, context);
    // Of more instances it waits for them, and what has failed before is no news.
    const late = {
      ...wanted,
      minSize: 2,
      waitForCapacityTimeout: '50ms',
      ignoreFailedScalingActivities: true,
    };
    await expect(update(created.id, created.outputs, late, context)).rejects.toThrow(
      /^Waited 0.05 s for instances-.{7} to have exactly 2 healthy instances in service, there are 0/,
    );
  });

  test('waits for nothing when it is to wait for 0', async () => {
    const { served, inputs } = await serveFleet();
    const { make, said } = served;
    await make(token, { ...inputs, minSize: 1, waitForCapacityTimeout: '0' });
    expect(said).toEqual([]);
  });
});
