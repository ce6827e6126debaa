import { expect, test } from 'vitest';
import { createPruneRegion } from '../../testing/pruneRegion.ts';
import { printProcess, thisProcess } from '../processIdentity.ts';
import { pruneAccount } from './pruneAccount.ts';
import { parsePrune } from './pruneOptions.ts';

async function prunable() {
  const region = await createPruneRegion();
  await region.bake('old');
  region.grow();
  const { accountId, policy } = region.context();
  const prune = (...args: readonly string[]) =>
    pruneAccount({
      access: region.client,
      accountId,
      options: parsePrune(['--stack', 'dev', ...args]),
      now: policy.now,
      stopping: new AbortController().signal,
    });
  return { region, prune };
}

test('Without --yes an image is listed, with it it goes', async () => {
  const { region, prune } = await prunable();
  expect(await prune()).toMatchObject({ survey: { removed: [{}] }, outcome: undefined });
  expect(await region.images()).toEqual(['old']);
  expect(await prune('--yes')).toMatchObject({ outcome: { removed: [{}], failures: [] } });
  expect(await region.images()).toEqual([]);
});

test('What could not be found out, and that nothing was removed, is said', async () => {
  const { region, prune } = await prunable();
  const fault = { operation: 'ec2.DescribeSnapshots', code: 'UnauthorizedOperation' };
  await region.withFault(fault, async () => {
    await expect(prune('--yes')).rejects.toThrow(
      /^Could not look up the snapshots \(ec2:DescribeSnapshots\): .*\nNothing was removed\. docs\/release-policy\.json has what is needed$/,
    );
  });
  const Value = JSON.stringify({ process: printProcess(await thisProcess()) });
  await region.ssm.putParameter({ Name: '/rollover/prod/lock', Value, Type: 'String' });
  await expect(prune('--yes')).rejects.toThrow(/ is at work\. .*\nNothing was removed$/);
  expect(await region.images()).toEqual(['old']);
});
