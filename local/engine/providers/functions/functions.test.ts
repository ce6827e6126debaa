import { expect, test } from 'vitest';
import type { Properties } from '../../provider.ts';
import { serveProviders } from '../testing/serveProviders.ts';

async function serve() {
  const served = await serveProviders();
  const call = async (token: string, inputs: Properties = {}) =>
    served.provider.functions[token]?.(inputs, served.context);
  return { ...served, call };
}

test('Who calls, and where', async () => {
  const { call } = await serve();
  expect(await call('aws:index/getCallerIdentity:getCallerIdentity')).toMatchObject({
    accountId: '000000000000',
    arn: 'arn:aws:iam::000000000000:user/operator',
  });
  expect(await call('aws:index/getRegion:getRegion')).toMatchObject({
    id: 'eu-central-1',
    name: 'eu-central-1',
    region: 'eu-central-1',
  });
  expect(await call('aws:index/getPartition:getPartition')).toMatchObject({
    partition: 'aws',
    dnsSuffix: 'amazonaws.com',
    reverseDnsPrefix: 'com.amazonaws',
  });
});

test('getAvailabilityZones gives the zones by name', async () => {
  const { call } = await serve();
  const token = 'aws:index/getAvailabilityZones:getAvailabilityZones';
  expect(await call(token, { state: 'available' })).toMatchObject({
    names: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
    groupNames: ['eu-central-1-zg-1'],
  });
  expect(await call(token, { excludeNames: ['eu-central-1a'] })).toMatchObject({
    names: ['eu-central-1b', 'eu-central-1c'],
  });
});

test('getParameter gives what is no secret under two names, and fails for none', async () => {
  const { call, aws } = await serve();
  const token = 'aws:ssm/getParameter:getParameter';
  await expect(call(token, { name: '/none' })).rejects.toThrow(
    "Parameter /none: couldn't find resource (ParameterNotFound)",
  );
  await aws.ssm.putParameter({ Name: '/release', Type: 'String', Value: '{}' });
  await aws.ssm.putParameter({ Name: '/secret', Type: 'SecureString', Value: 'word' });
  expect(await call(token, { name: '/release' })).toMatchObject({
    insecureValue: '{}',
    value: '{}',
    version: 1,
  });
  expect(await call(token, { name: '/secret' })).toMatchObject({
    insecureValue: '',
    value: 'word',
  });
});

test('getAmi finds the base image as on AWS', async () => {
  const { call } = await serve();
  const inputs = {
    owners: ['136693071363'],
    filters: [{ name: 'name', values: ['debian-13-*'] }],
    mostRecent: true,
  };
  expect(await call('aws:ec2/getAmi:getAmi', inputs)).toMatchObject({
    id: expect.stringMatching(/^ami-/),
    name: expect.stringMatching(/^debian-13-/),
    ownerId: '136693071363',
  });
  await expect(call('aws:ec2/getAmi:getAmi', { ...inputs, nameRegex: 'none' })).rejects.toThrow(
    'expected one image, or mostRecent, got 0',
  );
});

test('What a function does not take is named, with the file to add it in', async () => {
  const { call } = await serve();
  await expect(call('aws:ssm/getParameter:getParameter', { nam: 'x' })).rejects.toThrow(
    /^name: expected a string, got nothing\nnam: expected one of .*functions\/getParameter.ts$/,
  );
});
