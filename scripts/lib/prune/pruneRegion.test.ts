// Pruning in a region that carries it out: its groups, refreshes, templates, instances and parameters are its own.

import { describe, expect, test } from 'vitest';
import { createPruneRegion, needImages } from '../../testing/pruneRegion.ts';
import { patience } from '../patience.ts';
import { createRolloutClients } from '../rollout/rolloutClients.ts';
import { LookUpFailure } from './lookUp.ts';
import { removePlanned } from './pruneRemove.ts';
import { pruneJson, pruneText } from './pruneReport.ts';
import { surveyPrune } from './pruneSurvey.ts';

const command = 'npm run prune -- --stack dev --yes';

test('What anything needs stays, and is told why; the rest goes with its snapshots', async () => {
  const region = await createPruneRegion();
  const amis = await needImages(region);
  const context = region.context();
  const survey = await surveyPrune(context);
  const nameOf = (ami: string) => Object.keys(amis).find((name) => amis[name] === ami) ?? ami;
  const because = Object.fromEntries(
    survey.kept.map((kept) => [nameOf(kept.image.ami), kept.because]),
  );
  expect(because).toEqual({
    default: ['version 1 of web, the latest or the default one'],
    group: [
      'version 2 of web, which the group fleet names',
      'version 2 of web, which an instance names',
      expect.stringMatching(/^i-\w+, running$/),
    ],
    refresh: expect.arrayContaining([
      'version 3 of web, which the instance refresh of fleet names',
    ]),
    latest: ['version 5 of web, the latest or the default one'],
    instance: [expect.stringMatching(/^i-\w+, stopped$/)],
    release: ['/rollover/dev/release'],
    live: ['/rollover/dev/live', 'one of the last 1 live releases of dev'],
    'live in prod': [
      '/rollover/prod/live',
      '/rollover/prod/release',
      'one of the last 1 live releases of prod',
    ],
    public: ['public'],
    protected: ['protected against deregistration'],
    young: ['younger than 7d'],
  });
  const going = ['unused', 'version', 'was live'];
  expect(survey.removed.map(({ ami }) => nameOf(ami)).toSorted()).toEqual(going);

  const snapshots = await region.snapshots();
  const outcome = await removePlanned(context, survey);
  expect(outcome.failures).toEqual([]);
  expect((await region.images()).toSorted()).toEqual(Object.keys(because).toSorted());
  expect(await region.snapshots()).toBe(snapshots - going.length);
  const text = pruneText({ survey, outcome, now: context.policy.now, command });
  expect(text).toMatch(/ami-\w+ +abababababab +2026-01-\S+ +8d +up to 8 GiB +removed\n/);
  expect(text).toContain('Removed: 3 of 14 images, 0 snapshots without an image, 0 strays\n');
  expect(
    JSON.parse(pruneJson({ survey, outcome, now: context.policy.now, command })),
  ).toMatchObject({
    removed: survey.removed.map(({ ami }) => ami),
    kept: survey.kept.map(({ image, because }) => ({ ami: image.ami, because })),
    dryRun: false,
  });
  expect((await surveyPrune(context)).removed).toEqual([]);
});

describe('Where a look-up fails, nothing is removed', () => {
  const operations = [
    'ec2.DescribeImages',
    'autoscaling.DescribeAutoScalingGroups',
    'autoscaling.DescribeInstanceRefreshes',
    'ec2.DescribeInstances',
    'ec2.DescribeLaunchTemplateVersions',
    'ssm.GetParametersByPath',
    'ssm.GetParameterHistory',
    'ec2.DescribeImageAttribute',
    'ec2.DescribeSnapshots',
    'ec2.DescribeSnapshotAttribute',
    'ec2.DescribeKeyPairs',
  ];

  test('and it is said which', async () => {
    const region = await createPruneRegion();
    const amis = await needImages(region);
    await region.ec2.deregisterImage({ ImageId: amis.unused });
    const before = await region.images();
    for (const operation of operations) {
      await region.withFault({ operation, code: 'AccessDenied' }, async () => {
        const failure = await surveyPrune(region.context()).catch((error: unknown) => error);
        expect(failure, operation).toBeInstanceOf(LookUpFailure);
        const named = operation.replace('.', ':').replace(/Images$|Instances$|KeyPairs$/, '');
        expect((failure as Error).message).toMatch(
          new RegExp(`^Could not look up .*${named}.*AccessDenied`),
        );
      });
    }
    expect(await region.images()).toEqual(before);
  });

  test('and throttling is waited out, as long as there is time', async () => {
    const region = await createPruneRegion();
    await needImages(region);
    const throttling = { operation: '*.*', code: 'Throttling' };
    let attempts = 0;
    const isOver = () => ++attempts > 20;
    const context = region.context({
      clients: createRolloutClients(region.client, patience(isOver, 1)),
    });
    await region.withFault({ ...throttling, times: 5 }, async () => {
      expect((await surveyPrune(context)).removed).toHaveLength(3);
    });
    await region.withFault(throttling, async () => {
      await expect(surveyPrune(context)).rejects.toThrow(/^Could not look up .*Throttling/);
    });
  });

  test.each(['release', 'live'])('as where a %s is none', async (name) => {
    const region = await createPruneRegion();
    const input = { Name: `/rollover/dev/${name}`, Value: '{"ami":1}', Type: 'String' } as const;
    await region.ssm.putParameter(input);
    await expect(surveyPrune(region.context())).rejects.toThrow(
      `/rollover/dev/${name}: expected a release, {"ami": "ami-…", …}, got {"ami":1}`,
    );
  });
});
