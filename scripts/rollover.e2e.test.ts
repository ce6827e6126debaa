// A fleet is rolled over under traffic, on real machines: what this project is for.

import { expect, test, vi } from 'vitest';
import {
  expectFleet,
  expectRolledBack,
  expectServed,
  useLiveStack,
} from './testing/rolloverExpectations.ts';
import { bakeWording, requireSuccess, rollOut } from './testing/rollovers.ts';

const served = useLiveStack();

test('The first release is live, and another up has nothing to do', async () => {
  const { stack, live } = served;
  await expectFleet(stack, live, 2);
  expect(await stack.parameter('live')).toMatchObject(live);
  requireSuccess(await stack.up());
});

test('A new release takes over two instances without a failed request', async () => {
  const { stack, live } = served;
  const next = await bakeWording(stack, 'Release 2');
  const { up, reports } = await rollOut(stack, next);
  requireSuccess(up);
  expectServed(reports, [live, next]);
  await expectFleet(stack, next, 2);
  expect(await stack.parameter('live')).toMatchObject(next);
  served.live = next;
});

test('A release that fails its health check is rolled back, and the old one goes on serving', async () => {
  const { stack, live } = served;
  const bad = await stack.bakeEdited(
    'webapp/routes/health.ts',
    'if (isClosing())',
    "if (process.env.MESSAGES_TABLE) throw new Problem(500, 'Broken', 'broken'); if (isClosing())",
  );
  const { up, reports } = await rollOut(stack, bad);
  await expectRolledBack(stack, up, live);
  expect(up.stderr).toContain('Health checks failed with these codes: [500]');
  expectServed(reports, [live]);
  await expectFleet(stack, live, 2);
});

test('An instance that is killed is replaced, and its group is whole again', async () => {
  const { stack, live } = served;
  const [victim] = await stack.members();
  requireSuccess(await stack.local('fault', 'kill', victim?.InstanceId ?? ''));
  await vi.waitFor(
    async () => {
      const members = await stack.members();
      expect(members.map(({ InstanceId }) => InstanceId)).not.toContain(victim?.InstanceId);
      await expectFleet(stack, live, 2);
    },
    { timeout: 90_000, interval: 500 },
  );
});
