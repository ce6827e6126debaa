// Rollovers in harder times, on real machines: other kinds of bad releases, a region that is killed, more instances,
// and an `up` by hand.

import { expect, test, vi } from 'vitest';
import {
  expectFleet,
  expectRolledBack,
  expectServed,
  patientSettings,
  useLiveStack,
} from './testing/rolloverExpectations.ts';
import {
  deployUnderTraffic,
  idOf,
  liveRelease,
  requireSuccess,
  rollOut,
} from './testing/rollovers.ts';

const served = useLiveStack();
const page = 'webapp/views/homeFacts.ts';

test('A release that cannot serve at all is refused in its bake, with the reason', async () => {
  const { stack, live } = served;
  await stack.checkout.edit('webapp/routes/health.ts', 'if (isClosing())', 'if (!isClosing())');
  const { told, seen } = await deployUnderTraffic(stack);
  await stack.checkout.restore('webapp/routes/health.ts');
  expect(told, told.stderr).toMatchObject({ code: 1, report: { outcome: 'failed' } });
  expect(told.report.cause).toContain('- /health: expected 200 within 20 s, got 503');
  expect(await stack.parameter('release')).toMatchObject(live);
  expectServed(seen, [live]);
  await expectFleet(stack, live, 2);
});

test('A release that crashes at its start is rolled back, and the old one goes on serving', async () => {
  const { stack, live } = served;
  const start = 'const settings = readSettings(process.env);';
  await stack.checkout.edit(
    'webapp/server.ts',
    start,
    `${start} if (settings.config.messagesTable) process.exit(1);`,
  );
  const { told, seen } = await deployUnderTraffic(stack);
  await stack.checkout.restore('webapp/server.ts');
  expect(told, told.stderr).toMatchObject({ code: 2, report: { outcome: 'rolled back' } });
  expect(await stack.parameter('release')).toMatchObject(live);
  expectServed(seen, [live]);
  await expectFleet(stack, live, 2);
});

test('By hand, a release that answers with errors after a while is rolled back by its alarm', async () => {
  const { stack, live } = served;
  const bad = await stack.bakeEdited(
    'webapp/routes/version.ts',
    'sendJson(ctx, release)',
    "{ if (process.uptime() > 10) throw new Error('worn out'); sendJson(ctx, release); }",
  );
  // Long enough for the alarm's 5 minutes, which are 25 seconds here.
  await stack.configure({ 'rollover:bakeSeconds': 40 });
  const { up, seen } = await rollOut(stack, bad);
  await stack.configure({});
  await expectRolledBack(stack, up, live);
  expect(up.stderr).toContain('rollover-target-5xx');
  // Nobody went unanswered.
  expect(Object.keys(seen.kinds)).toEqual(['status 500']);
  expect(Object.keys(seen.releases).toSorted()).toEqual([live, bad].map(idOf).toSorted());
  await expectFleet(stack, live, 2);
});

test('A region that is killed in the middle of a rollover finishes it', async () => {
  const { stack, live } = served;
  await stack.configure(patientSettings);
  await stack.checkout.edit(page, "['Release'", "['Release 2'");
  const traffic = await stack.sendTraffic();
  const deploy = stack.begin('deploy');
  await vi.waitFor(async () => expect((await stack.members()).length).toBeGreaterThan(2), {
    timeout: 120_000,
    interval: 100,
  });
  const { processId, endpoint } = await stack.endpoint();
  process.kill(processId, 'SIGKILL');
  requireSuccess(await stack.local('up', '--port', new URL(endpoint).port));
  requireSuccess(await deploy.ended);
  const next = await liveRelease(stack);
  expectServed(await traffic.stop(), [live, next]);
  await expectFleet(stack, next, 2);
  served.live = next;
});

test('Four instances are taken over by four, without a failed request', async () => {
  const { stack, live } = served;
  await stack.configure({ ...patientSettings, 'rollover:minSize': 4, 'rollover:maxSize': 8 });
  requireSuccess(await stack.tell('deploy'));
  await expectFleet(stack, live, 4);
  await stack.checkout.restore(page);
  await stack.checkout.edit(page, "['Release'", "['Release 3'");
  const { told, seen } = await deployUnderTraffic(stack);
  requireSuccess(told);
  const next = await liveRelease(stack);
  expectServed(seen, [live, next]);
  await expectFleet(stack, next, 4);
});
