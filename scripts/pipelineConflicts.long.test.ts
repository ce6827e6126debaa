// Deploys that are in somebody's way, and deploys that somebody stops.

import { expect, test } from 'vitest';
import { expectServed, patientSettings, useLiveStack } from './testing/rolloverExpectations.ts';
import { requireSuccess } from './testing/rollovers.ts';
import { expectSettled, takeTurns } from './testing/twoReleases.ts';

const served = useLiveStack(undefined, patientSettings);
const releases = takeTurns(served);

/** What was live, oldest first. */
async function ledger(): Promise<readonly string[]> {
  const { Parameters = [] } = await served.stack.ssm.getParameterHistory({
    Name: '/rollover/local/live',
  });
  return Parameters.map(({ Value = '' }) => JSON.parse(Value).ami);
}

/** What a bake makes and takes away again. */
async function bakeHoldings() {
  const { ec2 } = served.stack;
  const [{ KeyPairs = [] }, { SecurityGroups = [] }, { Reservations = [] }] = await Promise.all([
    ec2.describeKeyPairs({}),
    ec2.describeSecurityGroups({}),
    ec2.describeInstances({
      Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running'] }],
    }),
  ]);
  return {
    keyPairs: KeyPairs.length,
    securityGroups: SecurityGroups.map(({ GroupName }) => GroupName).toSorted(),
    instances: Reservations.flatMap(({ Instances = [] }) => Instances).length,
  };
}

test('A second deploy is refused at once, or waits for its turn', async () => {
  const { stack, live } = served;
  const next = await releases.other();
  const first = stack.begin('deploy');
  await first.until('    InProgress');
  await releases.same();
  const refused = await stack.tell('deploy', '--on-conflict', 'fail');
  expect(refused).toMatchObject({ code: 4, report: { outcome: 'conflict' } });
  expect(refused.report.cause).toMatch(
    new RegExp(`^a deploy of local by .* \\(process ${first.processId}, since .*\\) is at work`),
  );
  expect(await stack.parameter('release')).toMatchObject(next);
  const second = stack.begin('deploy', '--on-conflict', 'wait');
  await second.until('Waiting for a deploy of local by');
  for (const told of await Promise.all([first.told(), second.told()])) {
    requireSuccess(told);
    expect(told.report.outcome).toBe('live');
  }
  expect(await ledger()).toEqual([live.ami, next.ami, live.ami]);
  await expectSettled(served, live);
});

test('A refresh that was begun by hand is left alone, or waited for', async () => {
  const { stack, live } = served;
  const next = await releases.other();
  const before = await stack.parameter('release');
  const AutoScalingGroupName = await stack.groupName();
  const Preferences = { MinHealthyPercentage: 100, MaxHealthyPercentage: 200, BakeTime: 3600 };
  await stack.autoScaling.startInstanceRefresh({ AutoScalingGroupName, Preferences });
  const refused = await stack.tell('deploy');
  expect(refused).toMatchObject({ code: 4, report: { outcome: 'conflict' } });
  expect(refused.report.cause).toMatch(
    /^Another release is being rolled out, by the instance refresh /,
  );
  expect(await stack.parameter('release')).toEqual(before);
  expect(await stack.parameter('lock')).toBeUndefined();
  const waiting = stack.begin('deploy', '--on-conflict', 'wait');
  await waiting.until('Waiting for the instance refresh');
  await stack.autoScaling.cancelInstanceRefresh({ AutoScalingGroupName });
  requireSuccess(await waiting.told());
  expect(await ledger()).toEqual([live, next, live, next].map(({ ami }) => ami));
  await expectSettled(served, next);
});

test('Ctrl-C undoes what was begun', async () => {
  const { stack, live } = served;
  await releases.other();
  const traffic = await stack.sendTraffic();
  const deploy = stack.begin('deploy');
  await deploy.until('    InProgress');
  deploy.signal('SIGINT');
  const told = await deploy.told();
  const seen = await traffic.stop();
  expect(told, told.stderr).toMatchObject({ code: 5, report: { outcome: 'cancelled' } });
  expectServed(seen, [live]);
  await releases.same();
  await expectSettled(served, live);
});

test('Ctrl-C in the bake leaves nothing of it', async () => {
  const { stack, live } = served;
  const before = await bakeHoldings();
  await stack.checkout.edit('webapp/views/homeFacts.ts', "'Instance'", "'Machine'");
  const deploy = stack.begin('deploy');
  await deploy.until('Waiting for SSH');
  expect(await bakeHoldings()).not.toEqual(before);
  deploy.signal('SIGINT');
  const told = await deploy.told();
  await releases.same();
  expect(told, told.stderr).toMatchObject({ code: 5, report: { outcome: 'cancelled' } });
  expect(await bakeHoldings()).toEqual(before);
  await expectSettled(served, live);
});

test('`npm run rollback` undoes what another terminal rolls out', async () => {
  const { stack, live } = served;
  await releases.other();
  const traffic = await stack.sendTraffic();
  const deploy = stack.begin('deploy');
  await deploy.until('    InProgress');
  const rollback = await stack.tell('rollback');
  const told = await deploy.told();
  const seen = await traffic.stop();
  requireSuccess(rollback);
  expect(rollback.report).toMatchObject({ outcome: 'live', ami: live.ami });
  expect(told, told.stderr).toMatchObject({ code: 2, report: { outcome: 'rolled back' } });
  expectServed(seen, [live]);
  await releases.same();
  await expectSettled(served, live);
});
