// The whole job as a user does it, on real machines: what this project is for.

import { expect, test } from 'vitest';
import { releaseId } from './lib/bake/imageKey.ts';
import { expectFleet, expectServed, useLiveStack } from './testing/rolloverExpectations.ts';
import { liveRelease, requireSuccess } from './testing/rollovers.ts';

const served = useLiveStack();

test('`npm start` has brought the first release up, and the URL that it prints answers', async () => {
  const { stack, live } = served;
  await expectFleet(stack, live, 2);
  const { code, report } = await stack.tell('start');
  expect(code).toBe(0);
  expect(report).toMatchObject({
    outcome: 'nothing to do',
    release: releaseId(live.key),
    ami: live.ami,
    reused: true,
  });
  const answer = await fetch(new URL('/version', report.url));
  expect(answer.headers.get('x-release')).toBe(releaseId(live.key));
});

test('An edit is rolled out by `npm start`, without a failed request', async () => {
  const { stack, live } = served;
  await stack.checkout.edit('webapp/views/homeFacts.ts', "['Release'", "['Release 2'");
  const traffic = await stack.sendTraffic();
  const told = await stack.tell('start');
  const seen = await traffic.stop();
  requireSuccess(told);
  expect(told.report).toMatchObject({ outcome: 'live', reused: false });
  const next = await liveRelease(stack);
  expect(told.report).toMatchObject({ ami: next.ami, release: releaseId(next.key) });
  expectServed(seen, [live, next]);
  await expectFleet(stack, next, 2);
  // What it says meanwhile: the plan, and where the rollover is, for programs.
  expect(told.stderr).toContain(`the image changes: ${releaseId(live.key)}`);
  const lines = told.stderr.split('\n').filter((line) => line.startsWith('{'));
  const statuses = new Set(lines.map((line) => JSON.parse(line).status));
  // What lasts for seconds only may pass between two looks.
  expect([...statuses]).toEqual(expect.arrayContaining(['InProgress', 'Successful']));
});

test('`npm run rollback` goes back to the release before, likewise', async () => {
  const { stack, live } = served;
  const second = await liveRelease(stack);
  const traffic = await stack.sendTraffic();
  const told = await stack.tell('rollback');
  const seen = await traffic.stop();
  requireSuccess(told);
  expect(told.report).toMatchObject({ outcome: 'live', release: releaseId(live.key) });
  expectServed(seen, [second, live]);
  await expectFleet(stack, live, 2);
  expect(await liveRelease(stack)).toEqual(live);
});

test('A release that fails its health check is refused with the reason, and leaves no difference', async () => {
  const { stack, live } = served;
  await stack.checkout.restore('webapp/views/homeFacts.ts');
  const traffic = await stack.sendTraffic();
  await stack.checkout.edit(
    'webapp/routes/health.ts',
    'if (isClosing())',
    "if (process.env.MESSAGES_TABLE) throw new Problem(500, 'Broken', 'broken'); if (isClosing())",
  );
  const told = await stack.tell('deploy');
  const seen = await traffic.stop();
  await stack.checkout.restore('webapp/routes/health.ts');
  expect(told.code).toBe(2);
  expect(told.report).toMatchObject({ outcome: 'rolled back', reused: false });
  expect(told.stderr).toContain('Health checks failed with these codes: [500]');
  expectServed(seen, [live]);
  await expectFleet(stack, live, 2);
  expect(await stack.parameter('release')).toMatchObject(live);
  const plan = await stack.tell('deploy', '--dry-run');
  expect(plan.report).toMatchObject({ kind: 'none', release: releaseId(live.key) });
});

test('Nobody holds the lock afterwards', async () => {
  expect(await served.stack.parameter('lock')).toBeUndefined();
});
