// A stack's life in hard times: a start that is stopped, a first release that never serves, canaries, an AWS that
// throttles and denies, the end.

import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import {
  expectFleet,
  expectServed,
  patientSettings,
  useRegion,
} from './testing/rolloverExpectations.ts';
import { deployUnderTraffic, liveRelease, requireSuccess } from './testing/rollovers.ts';
import { expectSettled, takeTurns } from './testing/twoReleases.ts';

const settings = {
  ...patientSettings,
  'rollover:capacityTimeoutMinutes': 1,
  'rollover:canaryPauseSeconds': 6,
};
const served = useRegion(undefined, settings);
const releases = takeTurns(served);

/** What programs are told of the fleet while it rolls, a line each. */
function picturesIn(stderr: string) {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => {
      // Written by rolloverLines.ts.
      const picture: {
        status: string;
        instances: { id: string; isNew: boolean; state: string }[];
      } = JSON.parse(line);
      const serving = picture.instances.filter(({ state }) => state === 'InService');
      return {
        ...picture,
        serving: serving.map(({ isNew }) => (isNew ? 'new' : 'old')).toSorted(),
      };
    });
}

test('Ctrl-C while the stack is made leaves to the next start what there is of it', async () => {
  const { stack } = served;
  const start = stack.begin('start');
  await start.until('aws:lb/targetGroup:TargetGroup');
  start.signal('SIGINT');
  const told = await start.told();
  expect(told, told.stderr).toMatchObject({ code: 5, report: { outcome: 'cancelled' } });
  expect(told.stderr).not.toContain('The launch template keeps its changed settings');
  expect(await stack.members()).toEqual([]);
  expect(await stack.parameter('lock')).toBeUndefined();
});

test('A first release that never serves fails with the reason, and one that serves makes up for it', async () => {
  const { stack } = served;
  await stack.checkout.edit(
    'webapp/routes/health.ts',
    'if (isClosing())',
    "if (process.env.MESSAGES_TABLE) throw new Problem(500, 'Broken', 'broken'); if (isClosing())",
  );
  const failed = await stack.tell('start');
  expect(failed).toMatchObject({ code: 1, report: { outcome: 'failed' } });
  expect(failed.report.cause).toContain('Health checks failed with these codes: [500]');
  expect(await stack.parameter('live')).toBeUndefined();
  await stack.checkout.restore('webapp/routes/health.ts');
  const mended = await stack.tell('start');
  requireSuccess(mended);
  expect(mended.report.outcome).toBe('live');
  await expectSettled(served, await liveRelease(stack));
});

test('A canary is replaced first, and the others after a pause', async () => {
  const { stack, live } = served;
  const next = await releases.other();
  const { told, seen } = await deployUnderTraffic(stack, '--canary', '50');
  requireSuccess(told);
  expect(told.stderr).toContain('Canary: a pause of 6 s at 50 %');
  expect(picturesIn(told.stderr)).toContainEqual(
    expect.objectContaining({ status: 'InProgress', serving: ['new', 'old'] }),
  );
  expectServed(seen, [live, next]);
  await expectSettled(served, next);
});

test('A canary that answers with errors is the only instance that is ever replaced', async () => {
  const { stack, live } = served;
  // Long enough for the alarm's 5 minutes, which are 25 seconds here.
  await stack.configure({ ...settings, 'rollover:canaryPauseSeconds': 60 });
  await stack.checkout.edit(
    'webapp/routes/version.ts',
    'sendJson(ctx, release)',
    "{ if (process.env.MESSAGES_TABLE) throw new Error('worn out'); sendJson(ctx, release); }",
  );
  const { told, seen } = await deployUnderTraffic(stack, '--canary', '50');
  await stack.checkout.restore('webapp/routes/version.ts');
  await stack.configure(settings);
  expect(told, told.stderr).toMatchObject({ code: 2, report: { outcome: 'rolled back' } });
  expect(told.report.cause).toContain('rollover-target-5xx');
  // Nobody went unanswered.
  expect(Object.keys(seen.kinds)).toEqual(['status 500']);
  const { Reservations = [] } = await stack.ec2.describeInstances({
    Filters: [{ Name: 'image-id', Values: [told.report.ami ?? ''] }],
  });
  expect(Reservations.flatMap(({ Instances = [] }) => Instances)).toHaveLength(1);
  await releases.same();
  requireSuccess(await stack.tell('deploy'));
  await expectSettled(served, live);
});

/** Calls fail from now on, for so many seconds. */
async function fault(what: string, operation: string, seconds: number, ...args: string[]) {
  const { stack } = served;
  requireSuccess(await stack.local('fault', what, operation, '--for', String(seconds), ...args));
}

test('A deploy outlasts throttling', async () => {
  const { stack, live } = served;
  const next = await releases.other();
  const traffic = await stack.sendTraffic();
  const throttled = [
    'autoscaling.Describe*',
    'elasticloadbalancing.DescribeTargetHealth',
    'ssm.GetParameter',
  ];
  const throttle = () => Promise.all(throttled.map((each) => fault('throttle', each, 8)));
  await throttle();
  const deploy = stack.begin('deploy');
  await deploy.until('    InProgress');
  await throttle();
  const told = await deploy.told();
  const seen = await traffic.stop();
  requireSuccess(told);
  expect(told.report.outcome).toBe('live');
  expectServed(seen, [live, next]);
  await expectSettled(served, next);
});

const denial = ['--code', 'AccessDeniedException'];

test('Where a refresh is denied, a deploy says so, and the next one works', async () => {
  const { stack, live } = served;
  const next = await releases.other();
  await fault('fail', 'autoscaling.StartInstanceRefresh', 600, ...denial);
  const denied = await stack.tell('deploy');
  requireSuccess(await stack.local('fault', 'clear'));
  expect(denied, denied.stderr).toMatchObject({ code: 1, report: { outcome: 'failed' } });
  expect(denied.stderr).toContain('autoscaling.StartInstanceRefresh');
  expect(await stack.parameter('live')).toMatchObject(live);
  expect(await stack.parameter('lock')).toBeUndefined();
  await expectFleet(stack, live, 2);
  requireSuccess(await stack.tell('deploy'));
  await expectSettled(served, next);
});

test('Where nothing can be recorded, nothing is begun; what is live then is recorded by the next', async () => {
  const { stack, live } = served;
  const next = await releases.other();
  await fault('fail', 'ssm.PutParameter', 600, ...denial);
  const denied = await stack.tell('deploy');
  requireSuccess(await stack.local('fault', 'clear'));
  expect(denied, denied.stderr).toMatchObject({ code: 1, report: { outcome: 'failed' } });
  expect(denied.report.cause).toContain('ssm.PutParameter');
  expect(await stack.parameter('release')).toMatchObject(live);
  await expectFleet(stack, live, 2);

  const deploy = stack.begin('deploy');
  await deploy.until('    InProgress');
  await fault('fail', 'ssm.PutParameter', 600, ...denial);
  const unrecorded = await deploy.told();
  requireSuccess(await stack.local('fault', 'clear'));
  expect(unrecorded, unrecorded.stderr).toMatchObject({ code: 1, report: { outcome: 'failed' } });
  expect(await stack.parameter('live')).toMatchObject(live);
  await expectFleet(stack, next, 2);
  requireSuccess(await stack.tell('deploy'));
  await expectSettled(served, next);
});

test('`npm run destroy` leaves nothing but images', async () => {
  const { stack } = served;
  requireSuccess(await stack.checkout.run('destroy', '--stack', 'local', '--yes'));
  const { endpoint, regionName: region, ...credentials } = await stack.endpoint();
  const client = { endpoint, region, credentials };
  const { autoScaling, elbv2, ec2, ssm } = stack;
  const Filters = [{ Name: 'isDefault', Values: ['false'] }];
  const left = await Promise.all([
    elbv2.describeLoadBalancers({}).then(({ LoadBalancers }) => LoadBalancers),
    elbv2.describeTargetGroups({}).then(({ TargetGroups }) => TargetGroups),
    autoScaling.describeAutoScalingGroups({}).then(({ AutoScalingGroups }) => AutoScalingGroups),
    ec2.describeLaunchTemplates({}).then(({ LaunchTemplates }) => LaunchTemplates),
    ec2.describeVpcs({ Filters }).then(({ Vpcs }) => Vpcs),
    new DynamoDB(client).listTables({}).then(({ TableNames }) => TableNames),
    new CloudWatchLogs(client).describeLogGroups({}).then(({ logGroups }) => logGroups),
    ssm.describeParameters({}).then(({ Parameters }) => Parameters),
  ]);
  expect(left.flat()).toEqual([]);
  const { Images = [] } = await ec2.describeImages({ Owners: ['self'] });
  expect(Images.map(({ ImageId }) => ImageId)).toContain(served.live.ami);
});
