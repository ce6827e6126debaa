import { EC2Client } from '@aws-sdk/client-ec2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { ssm } from '../../../local/services/ssm/ssm.ts';
import { serveApi } from '../../../local/testing/serveApi.ts';
import { readLock } from '../deployLock.ts';
import { createProgress } from '../progress.ts';
import { parseStackSettings } from '../stackSettings.ts';
import { type PipelineOptions, withPipeline } from './pipeline.ts';

const settings = parseStackSettings(
  'config:\n  aws:region: eu-central-1\n  rollover:localRegion: memory\n  rollover:instanceType: t3.small\n  rollover:ssmAgent: false',
  { stack: 'dev', file: 'Pulumi.dev.yaml' },
);

/** A stack that is worked on with credentials which `expire` ends. */
async function createStack() {
  const { client } = await serveApi(ssm);
  const { endpoint, region } = client;
  let isExpired = false;
  const credentials = async () => {
    if (isExpired) throw new Error('The session has expired');
    // As of a session whose end is near: asked for anew at each call.
    return { ...client.credentials, expiration: new Date() };
  };
  const said: string[] = [];
  const options: PipelineOptions = {
    settings,
    configFile: undefined,
    account: {
      ec2: new EC2Client(client),
      access: { region, credentials, endpoint },
      accountId: '000000000000',
      endpoint,
      environment: {},
      callerAddress: async () => '127.0.0.1',
    },
    engine: undefined,
    command: 'deploy',
    onConflict: 'fail',
    progress: { ...createProgress(), say: (line) => said.push(line) },
    stopping: new AbortController().signal,
  };
  const records = { ssm: new SSMClient(client), stack: 'dev' };
  const expire = () => {
    isExpired = true;
  };
  return { options, records, said, expire };
}

test('A stack is locked while it is worked on', async () => {
  const { options, records } = await createStack();
  const owner = await withPipeline(options, async ({ lock }) => {
    expect(await readLock(records)).toMatchObject({ owner: lock.owner, command: 'deploy' });
    await expect(withPipeline(options, async () => {})).rejects.toThrow('a deploy of dev by');
    return lock.owner;
  });
  expect(owner).toMatch(/^[0-9a-f]{24}$/);
  expect(await readLock(records)).toBeUndefined();
});

test('What was done is told, even where the lock cannot be given back', async () => {
  const { options, records, said, expire } = await createStack();
  await expect(
    withPipeline(options, async () => {
      expire();
      return 'live';
    }),
  ).resolves.toBe('live');
  expect(said).toEqual([expect.stringMatching(/^The lock of dev is left: .*session has expired/)]);
  expect(await readLock(records)).toBeDefined();
});

test('So is why it was not done', async () => {
  const { options, expire } = await createStack();
  const work = withPipeline(options, async () => {
    expire();
    throw new Error('The image is gone');
  });
  await expect(work).rejects.toThrow('The image is gone');
});
