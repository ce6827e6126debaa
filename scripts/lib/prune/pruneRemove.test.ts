// What prune does by its plan, and by what has changed since: snapshots and what bakes have left included.

import { describe, expect, test } from 'vitest';
import { asTags, createPruneRegion } from '../../testing/pruneRegion.ts';
import { bakeTags, newBake } from '../bake/bakes.ts';
import { now } from '../clock.ts';
import { removePlanned } from './pruneRemove.ts';
import { pruneJson, pruneText } from './pruneReport.ts';
import { surveyPrune } from './pruneSurvey.ts';

const command = 'npm run prune -- --stack dev --yes';

describe('What changes between the look and the removal', () => {
  async function survey() {
    const region = await createPruneRegion();
    const amis = [await region.bake('one'), await region.bake('two')] as const;
    region.grow();
    const context = region.context();
    const found = await surveyPrune(context);
    expect(found.removed.map(({ ami }) => ami).toSorted()).toEqual(amis.toSorted());
    return { region, amis, context, found };
  }

  test('keeps an image that is wanted by now', async () => {
    const { region, amis, context, found } = await survey();
    await region.put('dev/release', amis[0]);
    const outcome = await removePlanned(context, found);
    expect(outcome).toMatchObject({
      removed: [{ ami: amis[1] }],
      kept: [{ image: { ami: amis[0] }, because: ['/rollover/dev/release'] }],
      failures: [],
    });
    expect(pruneText({ survey: found, outcome, now: context.policy.now, command })).toContain(
      'stays: /rollover/dev/release',
    );
    expect(await region.images()).toEqual(['one']);
  });

  test('keeps one that is protected, or has lost its tags, by now', async () => {
    const { region, amis, context, found } = await survey();
    await region.ec2.enableImageDeregistrationProtection({ ImageId: amis[0] });
    await region.ec2.deleteTags({ Resources: [amis[1]] });
    const outcome = await removePlanned(context, found);
    expect(outcome.kept.flatMap(({ because }) => because).toSorted()).toEqual([
      'protected against deregistration',
      'without the tags of a bake',
    ]);
    expect(await region.images()).toEqual(['one', 'two']);
  });

  test('or cannot be found out: that image stays, is told, and the rest goes on', async () => {
    const { region, context, found } = await survey();
    const denied = { operation: 'ssm.GetParametersByPath', code: 'AccessDenied', times: 1 };
    await region.withFault(denied, async () => {
      const outcome = await removePlanned(context, found);
      expect(outcome.removed).toHaveLength(1);
      expect(outcome.failures).toEqual([
        {
          id: found.removed[0]?.ami,
          message: expect.stringMatching(/^Could not look up .*AccessDenied/),
        },
      ]);
    });
    expect(await region.images()).toHaveLength(1);
  });

  test('an interruption: the rest stays', async () => {
    const { region, context, found } = await survey();
    let asked = 0;
    const outcome = await removePlanned(context, found, () => ++asked > 1);
    expect(outcome.removed).toHaveLength(1);
    expect(outcome.failures).toEqual([
      { id: found.removed[1]?.ami, message: 'interrupted before its turn' },
    ]);
    expect(await region.images()).toHaveLength(1);
  });
});

test('Snapshots whose image is gone go, once they are old', async () => {
  const region = await createPruneRegion();
  const old = await region.bake('old');
  await region.ec2.deregisterImage({ ImageId: old });
  region.grow();
  await region.ec2.deregisterImage({ ImageId: await region.bake('young') });
  const used = await region.bake('used');
  const context = region.context();
  const survey = await surveyPrune(context);
  expect(survey.kept.map(({ image }) => image.ami)).toEqual([used]);
  expect(survey.snapshots).toMatchObject({
    removed: [{ release: 'abababababab', size: 'up to 8 GiB' }],
    kept: [{ because: ['younger than 7d'] }],
  });
  const report = { survey, outcome: undefined, now: context.policy.now, command };
  expect(pruneText(report)).toMatch(/snap-\w+ +abababababab +8d +up to 8 GiB +goes\n/);
  expect(pruneText(report)).toContain(`Remove them:\n  ${command}\n`);
  const outcome = await removePlanned(context, survey);
  expect(outcome).toMatchObject({ snapshots: survey.snapshots.removed, failures: [] });
  expect(await region.snapshots()).toBe(2);
});

test('What a dead bake has left goes, and what a live one holds stays', async () => {
  const region = await createPruneRegion();
  const live = await newBake('cd'.repeat(32), now());
  const dead = { ...live, id: 'dddddddddddd', began: new Date('2026-01-01T00:00:00Z') };
  for (const bake of [live, dead]) {
    const tagged = (ResourceType: 'security-group' | 'key-pair') => [
      { ResourceType, Tags: asTags(bakeTags(bake)) },
    ];
    await region.ec2.createSecurityGroup({
      GroupName: bake.id,
      Description: 'A bake',
      TagSpecifications: tagged('security-group'),
    });
    await region.ec2.createKeyPair({ KeyName: bake.id, TagSpecifications: tagged('key-pair') });
  }
  const Name = `rollover-webapp-abababababab-${dead.id}`;
  const half = { SourceImageId: region.base, SourceRegion: 'eu-central-1', Name };
  await region.ec2.copyImage(half);
  const context = region.context();
  const survey = await surveyPrune(context);
  const report = { survey, outcome: undefined, now: now(), command };
  expect(JSON.parse(pruneJson(report))).toMatchObject({
    strays: [{ kind: 'image' }, { kind: 'key pair' }, { kind: 'security group', bake: dead.id }],
    liveBakes: [{ id: live.id, host: live.host }],
    dryRun: true,
  });
  expect(pruneText(report)).toMatch(
    /security group sg-\w+: goes; of a bake of cdcdcdcdcdcd on \S+ by process \d+, since 2026-01-01T00:00:00Z: over after 60/,
  );
  expect(pruneText(report)).toMatch(
    /\nA bake of cdcdcdcdcdcd on .*: it stays, with all it holds\n/,
  );
  expect(await removePlanned(context, survey)).toMatchObject({ failures: [] });
  const { KeyPairs = [] } = await region.ec2.describeKeyPairs({});
  expect(KeyPairs.map(({ KeyName }) => KeyName)).toEqual([live.id]);
  expect(await region.images()).toEqual([]);
});
