// Pruning on real machines, in the middle of a rollover: what the fleet comes from and goes to stays, and of the rest
// no byte is left.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { expectFleet, useLiveStack } from './testing/rolloverExpectations.ts';
import { bakeWording, requireSuccess } from './testing/rollovers.ts';

// A busy machine boots slowly, and it is not the rollover that is tested.
const served = useLiveStack(undefined, { 'rollover:healthCheckGraceSeconds': 120 });

const prune = (...args: readonly string[]) =>
  served.stack.checkout.run('prune', '--stack', 'local', '--older-than', '0m', ...args);

const layers = () => {
  const { checkout, id } = served.stack;
  return readdir(join(checkout.directory, '.local', id, 'layers'));
};

async function snapshotOf(ami: string): Promise<string> {
  const { Images } = await served.stack.ec2.describeImages({ ImageIds: [ami] });
  return Images?.[0]?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '';
}

test('Only what nothing needs goes, while a rollover is under way', async () => {
  const { stack, live } = served;
  const unused = await bakeWording(stack, 'Release 2');
  const next = await bakeWording(stack, 'Release 3');
  const [old, kept] = [
    await snapshotOf(unused.ami),
    [await snapshotOf(live.ami), await snapshotOf(next.ami)],
  ];
  expect(await layers()).toEqual(expect.arrayContaining([old, ...kept]));

  await stack.want(next);
  const up = stack.up();
  await vi.waitFor(async () => expect((await stack.members()).length).toBeGreaterThan(2), {
    timeout: 60_000,
    interval: 100,
  });
  const dry = await prune('--keep', '1');
  requireSuccess(dry);
  expect(dry.stdout).toMatch(new RegExp(`${unused.ami} .* goes\n`));
  expect(dry.stdout).toMatch(/To go: 1 of 3 images, .* Remove them:\n {2}npm run prune /);
  expect(await layers()).toContain(old);

  const { code, stdout, stderr } = await prune('--keep', '1', '--yes', '--json');
  expect(code, stderr).toBe(0);
  const { removed, kept: stayed } = JSON.parse(stdout);
  expect(removed).toEqual([unused.ami]);
  expect(stayed.map(({ ami }: { ami: string }) => ami).toSorted()).toEqual(
    [live.ami, next.ami].toSorted(),
  );
  await expect.poll(layers).not.toContain(old);
  expect(await layers()).toEqual(expect.arrayContaining(kept));

  requireSuccess(await up);
  await expectFleet(stack, next, 2);
  served.live = next;
});

test('Asked again there is nothing to do', async () => {
  const { stdout } = await prune('--keep', '2', '--yes', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    removed: [],
    strays: [],
    snapshots: [],
    failures: [],
  });
});
