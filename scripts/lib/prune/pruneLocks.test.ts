import { GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { createPruneRegion } from '../../testing/pruneRegion.ts';
import { realTime } from '../time.ts';
import { withLocks } from './pruneLocks.ts';
import { removePlanned } from './pruneRemove.ts';
import { surveyPrune } from './pruneSurvey.ts';

describe('The locks of all stacks', () => {
  async function lockable() {
    const region = await createPruneRegion();
    await region.bake('old');
    region.grow();
    await region.put('dev/live', await region.bake('dev'));
    await region.put('prod/live', await region.bake('prod'));
    const { ssm } = region.context().clients;
    const request = (stack: string) => ({
      ssm,
      stack,
      onConflict: 'fail' as const,
      time: realTime,
      say: () => {},
      stopping: new AbortController().signal,
    });
    const locks = async () => {
      const found = await ssm.send(
        new GetParametersByPathCommand({ Path: '/rollover/', Recursive: true }),
      );
      return found.Parameters?.flatMap(({ Name = '' }) => (Name.endsWith('/lock') ? [Name] : []));
    };
    return { region, request, locks };
  }

  test('are held meanwhile, and given back', async () => {
    const { request, locks } = await lockable();
    await withLocks(request('new'), async (requireLocks) => {
      await requireLocks();
      expect(await locks()).toEqual(['dev', 'new', 'prod'].map((each) => `/rollover/${each}/lock`));
    });
    expect(await locks()).toEqual([]);
  });

  test('keep out who comes while one of them is taken', async () => {
    const { request, locks } = await lockable();
    await withLocks(request('dev'), async () => {
      const second = withLocks(request('dev'), async () => expect.unreachable());
      await expect(second).rejects.toThrow(/^a prune of dev by .* is at work/);
    });
    expect(await locks()).toEqual([]);
  });

  test('do not suffice where another stack comes up meanwhile: then images stay', async () => {
    const { region, request } = await lockable();
    const context = region.context();
    await withLocks(request('dev'), async (requireLocks) => {
      const survey = await surveyPrune(context);
      const Value = JSON.stringify({ owner: 'somebody' });
      await region.ssm.putParameter({ Name: '/rollover/new/lock', Value, Type: 'String' });
      const outcome = await removePlanned({ ...context, requireLocks }, survey);
      expect(outcome.failures).toMatchObject([
        { message: 'The stack new is being deployed by now' },
      ]);
    });
    expect(await region.images()).toContain('old');
  });
});
