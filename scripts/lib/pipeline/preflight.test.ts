import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { faultsPath } from '../../../local/faultsApi.ts';
import { defaults } from '../../../local/settings.ts';
import { type MemoryRegion, startMemoryRegion } from '../../../local/testing/memoryRegion.ts';
import { askRegion } from '../region/ownPaths.ts';
import { parseStackSettings } from '../stackSettings.ts';
import { denialIn, findDenials } from './permissions.ts';
import { policiesWith } from './policyDocuments.ts';
import { allAtOnce, requirePermissions } from './preflight.ts';
import { requireMeans } from './requireMeans.ts';

/** Of a stack that is taken to be on AWS, which is played by what listens at the endpoint. */
function requestAt(endpoint: string, { client }: Pick<MemoryRegion, 'client'>) {
  const { region, credentials } = client;
  return {
    account: { access: { region, credentials, endpoint }, accountId: defaults.accountId },
    settings: { stack: 'dev', localRegion: undefined, instanceType: 't3.small' },
  };
}

async function failCalls({ client }: MemoryRegion, operation: string, code: string) {
  const { endpoint, credentials } = client;
  const fault = { kind: 'fail-calls', operation, code, status: 403 };
  const { secretAccessKey } = credentials;
  await askRegion({ endpoint, secretAccessKey } as Parameters<typeof askRegion>[0], faultsPath, {
    fault,
    seconds: 60,
  });
}

test('Who may all of it is not stopped', async () => {
  const region = await startMemoryRegion();
  await requirePermissions(requestAt(region.client.endpoint, region));
});

test('All that is denied is said at once, with the policies that allow it', async () => {
  const region = await startMemoryRegion();
  await failCalls(region, 'autoscaling.DescribeInstanceRefreshes', 'AccessDenied');
  await failCalls(region, 'ssm.GetParameterHistory', 'AccessDeniedException');
  await failCalls(region, 'ec2.CreateVpc', 'UnauthorizedOperation');
  await failCalls(region, 'logs.DescribeLogGroups', 'ThrottlingException');
  const required = requirePermissions(requestAt(region.client.endpoint, region));
  const message = await required.then(String, (error: Error) => error.message);
  const [, ...rows] = message.split('\n\n')[1]?.trim().split('\n') ?? [];
  expect(rows.map((row) => row.split(/ {2,}/).slice(0, 2))).toEqual([
    ['autoscaling:DescribeInstanceRefreshes', 'docs/release-policy.json, docs/stack-policy.json'],
    ['ec2:CreateVpc', 'docs/stack-policy.json'],
    ['ssm:GetParameterHistory', expect.stringMatching(/^docs\/release-policy.json/)],
  ]);
});

test('Nobody is asked in the local region', async () => {
  const region = await startMemoryRegion();
  await failCalls(region, '*', 'AccessDenied');
  const { account, settings } = requestAt(region.client.endpoint, region);
  const local = { account, settings: { ...settings, localRegion: 'local' } };
  expect(await findDenials(local)).toEqual([]);
});

test('A service that does not answer denies nothing, and is not waited for', async () => {
  const region = await startMemoryRegion();
  const server = http.createServer(() => {}).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await expect.poll(() => server.address()).not.toBeNull();
  // A server on TCP has an address of this form.
  const { port } = server.address() as AddressInfo;
  expect(await findDenials(requestAt(`http://127.0.0.1:${port}`, region))).toEqual([]);
});

test('Who was denied it, and why, is taken from what AWS says', () => {
  const denied = (name: string, message: string) =>
    denialIn('a:B', Object.assign(new Error(message), { name }));
  const principal = 'arn:aws:sts::123456789012:assumed-role/ci-rollover/run';
  expect(
    denied(
      'AccessDenied',
      `User: ${principal} is not authorized to perform: a:B on resource: * because no identity-based policy allows the a:B action`,
    ),
  ).toEqual({
    action: 'a:B',
    principal,
    reason: 'no identity-based policy allows the a:B action',
  });
  expect(
    denied(
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. User: ${principal} is not authorized to perform: a:B on resource: x with an explicit deny in a service control policy. Encoded authorization failure message: secret`,
    ),
  ).toEqual({ action: 'a:B', principal, reason: 'an explicit deny in a service control policy' });
  expect(denied('ThrottlingException', 'Rate exceeded')).toBeUndefined();
});

test('Policies are found by their patterns', async () => {
  expect(await policiesWith('ec2:DescribeImages')).toHaveLength(2);
  expect(await policiesWith('ec2:CreateImage')).toEqual(['docs/release-policy.json']);
  expect(await policiesWith('ec2:DoAnything')).toEqual([]);
});

test('What is wrong with several is said at once', async () => {
  const fails = async (message: string) => {
    throw new Error(message);
  };
  expect(await allAtOnce([Promise.resolve(1), Promise.resolve('two')])).toEqual([1, 'two']);
  await expect(allAtOnce([fails('no tools'), Promise.resolve(1)])).rejects.toThrow(/^no tools$/);
  await expect(allAtOnce([fails('no tools'), fails('no credentials')])).rejects.toThrow(
    'no tools\n\nno credentials',
  );
});

test('A deploy to AWS hears of a missing CLI and of what is denied at once; a local one of neither', async () => {
  const region = await startMemoryRegion();
  await failCalls(region, 'ec2.RunInstances', 'UnauthorizedOperation');
  const { account } = requestAt(region.client.endpoint, region);
  const openEngine = async () => {
    throw new Error('There is no pulumi');
  };
  const local = parseStackSettings(
    'config:\n  aws:region: eu-central-1\n  rollover:localRegion: x\n  rollover:instanceType: t3.small\n  rollover:ssmAgent: false',
    { stack: 'dev', file: 'Pulumi.dev.yaml' },
  );
  const onAws = { ...local, localRegion: undefined };
  const wanted = { ami: 'ami-0123456789abcdef0' };
  const required = requireMeans({ settings: onAws, openEngine }, account, wanted);
  await expect(required).rejects.toThrow(
    /There is no pulumi\n\nWhoever deploys may not[\s\S]*ec2:RunInstances/,
  );
  await requireMeans({ settings: local, openEngine }, account, wanted);
});
