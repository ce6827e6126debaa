import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { describe, expect, test } from 'vitest';
import { createCredentials } from './credentials.ts';
import type { RegionService } from './services/shared/context.ts';
import { openStore } from './store/store.ts';
import { serveApi } from './testing/serveApi.ts';
import { cloudWatchWith, ec2With, iamWith, ssmWith } from './wire/testing/services.ts';

const identity = {
  Account: '000000000000',
  Arn: 'arn:aws:sts::000000000000:assumed-role/web/i-1',
  UserId: 'AROAWEB:i-1',
};

function issuer() {
  let clock = Date.parse('2026-01-01T00:00:00Z');
  const store = openStore(':memory:');
  const credentials = createCredentials(store, () => new Date(clock));
  const advance = (milliseconds: number) => {
    clock += milliseconds;
  };
  return { store, credentials, advance };
}

const authorization = (accessKeyId: string, sessionToken?: string) => ({
  accessKeyId,
  sessionToken,
  region: 'eu-central-1',
  signingName: 'ec2',
});

describe('A key', () => {
  test('that lasts is its holder’s, without a token', () => {
    const { credentials, advance } = issuer();
    const key = credentials.issue(identity);
    expect(key).toEqual({
      AccessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
      SecretAccessKey: expect.stringMatching(/^[\w+/]{40}$/),
    });
    advance(1e12);
    credentials.forgetExpired();
    expect(credentials.identify(authorization(key.AccessKeyId), 'ec2Query')).toEqual(identity);
  });

  test('for a time is its holder’s until then, with its token', () => {
    const { store, credentials, advance } = issuer();
    const key = credentials.issue(identity, 900);
    expect(key).toMatchObject({
      AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
      Expiration: new Date('2026-01-01T00:15:00Z'),
    });
    const identify = () =>
      credentials.identify(authorization(key.AccessKeyId, key.Token), 'awsJson1_1');
    advance(900_000 - 1);
    credentials.forgetExpired();
    expect(identify()).toEqual(identity);
    advance(1);
    expect(identify).toThrow(expect.objectContaining({ code: 'ExpiredTokenException' }));
    credentials.forgetExpired();
    expect(store.table('credentials').list()).toEqual([]);
    expect(identify).toThrow(expect.objectContaining({ code: 'UnrecognizedClientException' }));
  });

  test('is none with a token that is not its own', () => {
    const { credentials } = issuer();
    const lasting = credentials.issue(identity);
    const temporary = credentials.issue(identity, 900);
    for (const [{ AccessKeyId }, token] of [
      [lasting, 'made up'],
      [temporary, undefined],
      [temporary, ''],
      [temporary, credentials.issue(identity, 900).Token],
      [{ AccessKeyId: '__proto__' }, undefined],
    ] as const) {
      const identify = () => credentials.identify(authorization(AccessKeyId, token), 'awsQuery');
      expect(identify).toThrow(expect.objectContaining({ code: 'InvalidClientTokenId' }));
    }
  });
});

describe.each([
  {
    protocol: 'ec2Query',
    codes: ['AuthFailure', 'RequestExpired'],
    call: (api: object) => new EC2Client(api).send(new DescribeVpcsCommand()),
  },
  {
    protocol: 'awsQuery',
    codes: ['InvalidClientTokenId', 'ExpiredToken'],
    call: (api: object) => new IAMClient(api).send(new GetRoleCommand({ RoleName: 'a' })),
  },
  {
    protocol: 'awsJson1_1',
    codes: ['UnrecognizedClientException', 'ExpiredTokenException'],
    call: (api: object) => new SSMClient(api).send(new GetParameterCommand({ Name: 'a' })),
  },
  {
    protocol: 'awsJson1_0',
    codes: ['UnrecognizedClientException', 'ExpiredTokenException'],
    call: (api: object) => new CloudWatchClient(api).send(new DescribeAlarmsCommand()),
  },
  {
    protocol: 'rpcv2Cbor, of a service that speaks awsQuery too,',
    codes: ['UnrecognizedClientException', 'ExpiredTokenException'],
    call: (api: object) =>
      new CloudWatchClient({ ...api, protocol: AwsSmithyRpcV2CborProtocol }).send(
        new DescribeAlarmsCommand(),
      ),
  },
  {
    protocol: 'awsQuery, of a service that speaks JSON too,',
    codes: ['InvalidClientTokenId', 'ExpiredToken'],
    call: (api: object) =>
      new CloudWatchClient({ ...api, protocol: AwsQueryProtocol }).send(
        new DescribeAlarmsCommand(),
      ),
  },
])('Over $protocol', ({ call, codes: [unknown, expired] }) => {
  const serve = () => {
    const services = [ec2With({}), iamWith({}), ssmWith({}), cloudWatchWith({})];
    // None has a handler, so that it does not matter what handlers get.
    return serveApi(...(services as unknown as RegionService[]));
  };

  test('a key that was not issued is refused in words of AWS', async () => {
    const api = await serve();
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
    await expect(call({ ...api.client, credentials })).rejects.toMatchObject({ name: unknown });
  });

  test('a key that has expired is refused in words of AWS', async () => {
    const api = await serve();
    const issued = createCredentials(api.store, () => new Date('2025-12-31T00:00:00Z'));
    const { AccessKeyId, SecretAccessKey, Token = '' } = issued.issue(identity, 60);
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: Token,
    };
    await expect(call({ ...api.client, credentials })).rejects.toMatchObject({ name: expired });
  });
});
