import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import { DescribeVpcsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { describe, expect, test } from 'vitest';
import { type Asked, ask, signedFor } from './testing/ask.ts';
import { serveWire } from './testing/serveWire.ts';
import { autoScalingWith, cloudWatchWith, ec2With, iamWith, ssmWith } from './testing/services.ts';

/** A call over each protocol, of an operation that AWS has. */
const calls = [
  {
    protocol: 'ec2Query',
    operation: 'ec2.DescribeVpcs',
    call: (api: object) => new EC2Client(api).send(new DescribeVpcsCommand()),
  },
  {
    protocol: 'awsQuery',
    operation: 'autoscaling.DescribeAutoScalingGroups',
    call: (api: object) =>
      new autoScaling.AutoScalingClient(api).send(
        new autoScaling.DescribeAutoScalingGroupsCommand(),
      ),
  },
  {
    protocol: 'awsJson1_1',
    operation: 'ssm.GetParameter',
    call: (api: object) => new SSMClient(api).send(new GetParameterCommand({ Name: '/a' })),
  },
  {
    protocol: 'awsJson1_0',
    operation: 'monitoring.DescribeAlarms',
    call: (api: object) =>
      new cloudWatch.CloudWatchClient(api).send(new cloudWatch.DescribeAlarmsCommand()),
  },
  {
    protocol: 'rpcv2Cbor',
    operation: 'monitoring.DescribeAlarms',
    call: (api: object) =>
      new cloudWatch.CloudWatchClient({ ...api, protocol: AwsSmithyRpcV2CborProtocol }).send(
        new cloudWatch.DescribeAlarmsCommand(),
      ),
  },
];

const services = () => [ec2With({}), autoScalingWith({}), ssmWith({}), cloudWatchWith({})];

describe.each(calls)('Over $protocol', ({ operation, call }) => {
  test('an operation that is not built says so, here and in the log', async () => {
    const api = await serveWire(services());
    await expect(call(api.client)).rejects.toMatchObject({
      name: 'NotImplemented',
      message: `${operation} is not built in the local region`,
      $metadata: { httpStatusCode: 501 },
    });
    expect(api.notBuilt).toMatchObject([{ operation, requestId: expect.any(String) }]);
  });

  test('a service that is not there says so, here and in the log', async () => {
    const api = await serveWire([iamWith({})]);
    await expect(call(api.client)).rejects.toMatchObject({
      name: 'NotImplemented',
      message: `${operation} is not built in the local region`,
    });
    expect(api.notBuilt).toMatchObject([{ operation }]);
  });

  test('a defect fails its call alone, and only the log says why', async () => {
    const cause = new Error('secret of the region');
    const fail = async () => {
      throw cause;
    };
    const failing = services().map((service) => ({
      ...service,
      handlers: { [operation.split('.')[1] ?? '']: fail },
    }));
    const api = await serveWire(failing);
    for (const requests of [1, 2]) {
      const error = await call(api.client).catch((caught: unknown) => caught);
      expect(error).toMatchObject({
        name: 'InternalFailure',
        message: `${operation} failed; the region's log says why`,
        $metadata: { httpStatusCode: 500 },
      });
      expect(JSON.stringify(error)).not.toContain('secret');
      expect(api.defects).toMatchObject(Array(requests).fill({ operation, cause }));
    }
  });

  test('a request for another region is refused', async () => {
    const api = await serveWire(services());
    await expect(call({ ...api.client, region: 'us-west-2' })).rejects.toMatchObject({
      name: expect.stringMatching(
        /^(AuthFailure|SignatureDoesNotMatch|InvalidSignatureException)$/,
      ),
      message: expect.stringContaining("region 'eu-central-1', not 'us-west-2'"),
      $metadata: { httpStatusCode: 403 },
    });
  });
});

test('Services without a region are signed for us-east-1, or for where they are', async () => {
  const role = { Role: { RoleName: 'a', Path: '/', Arn: '', RoleId: '', CreateDate: new Date(0) } };
  const api = await serveWire([iamWith({ GetRole: async () => role })]);
  for (const region of ['us-east-1', 'eu-central-1']) {
    const iam = new IAMClient({ ...api.client, region });
    await expect(iam.send(new GetRoleCommand({ RoleName: 'a' }))).resolves.toMatchObject(role);
  }
});

describe('A request', () => {
  const form = 'Action=DescribeVpcs&Version=2016-11-15';
  const answered = async (asked: Asked) => {
    const api = await serveWire([
      ec2With({ DescribeVpcs: async () => ({ Vpcs: [] }) }),
      ssmWith({}),
    ]);
    const answer = await ask(api.port, asked);
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    return { ...answer, log: [...api.calls, ...api.notBuilt], defects: api.defects };
  };

  test.each([
    {},
    { authorization: 'Basic dXNlcjpwYXNz' },
    { authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c' },
    { authorization: 'AWS4-HMAC-SHA256 Credential=////aws4_request' },
  ])('without a signature is refused: %j', async (headers) => {
    expect(await answered({ headers, body: form })).toMatchObject({
      status: 403,
      body: expect.stringContaining('MissingAuthenticationToken'),
      log: [{ error: 'MissingAuthenticationToken' }],
    });
  });

  test('with a signature in its URL is answered', async () => {
    const credential = signedFor('ec2').authorization?.match(/Credential=([^,]+)/)?.[1] ?? '';
    const signature = new URLSearchParams({ 'X-Amz-Credential': credential });
    const path = `/?${form}&X-Amz-Algorithm=AWS4-HMAC-SHA256&${signature}`;
    expect(await answered({ method: 'GET', path })).toMatchObject({ status: 200 });
  });

  test.each(['', 'constructor', 'hasOwnProperty', '__proto__', 'toString', 'Vpc', 'EC2Client'])(
    'for the action "%s" is refused',
    async (action) => {
      const body = `Action=${action}&Version=2016-11-15`;
      expect(await answered({ headers: signedFor('ec2'), body })).toMatchObject({
        status: 400,
        body: expect.stringContaining('<Code>InvalidAction</Code>'),
        log: [{ operation: `ec2.${action}`, error: 'InvalidAction' }],
        defects: [],
      });
    },
  );

  test.each(['constructor', 'hasOwnProperty', '__proto__'])(
    'for the target AmazonSSM.%s is refused',
    async (operation) => {
      const headers = { ...signedFor('ssm'), 'x-amz-target': `AmazonSSM.${operation}` };
      expect(await answered({ headers, body: '{}' })).toMatchObject({
        status: 400,
        body: expect.stringContaining('UnknownOperationException'),
        defects: [],
      });
    },
  );

  test('in a protocol that its service does not speak is refused in that protocol', async () => {
    const headers = { ...signedFor('ec2'), 'x-amz-target': 'AmazonEC2.DescribeVpcs' };
    const answer = await answered({ headers, body: '{}' });
    expect(JSON.parse(answer.body)).toMatchObject({ __type: 'UnknownOperationException' });
    expect(answer.status).toBe(400);
  });

  test('for a version that its service does not have is refused', async () => {
    const body = 'Action=DescribeVpcs&Version=2006-06-26';
    expect(await answered({ headers: signedFor('ec2'), body })).toMatchObject({ status: 501 });
  });

  test('has a name that can neither break the log nor grow it', async () => {
    const body = `Action=${encodeURIComponent('a\n<b>\x1b[31m')}${'c'.repeat(10_000)}`;
    const answer = await answered({ headers: signedFor('ec2'), body });
    expect(answer.log).toMatchObject([{ operation: expect.stringMatching(/^ec2\.a[?\w]{99}$/) }]);
    expect(answer.body.length).toBeLessThan(1000);
  });
});

test('Requests at the same time do not wait for one another', async () => {
  const arrived: string[] = [];
  const both = Promise.withResolvers<void>();
  const api = await serveWire([
    ssmWith({
      async PutParameter({ Name = '' }) {
        arrived.push(Name);
        if (arrived.length === 50) both.resolve();
        await both.promise;
        return { Version: Number(Name) };
      },
    }),
    ec2With({ RunInstances: async () => Promise.reject(new Error('meanwhile')) }),
  ]);
  const ssm = new SSMClient(api.client);
  const puts = Array.from({ length: 50 }, async (_, index) =>
    ssm.send(new PutParameterCommand({ Name: String(index), Value: 'a' })),
  );
  const run = new RunInstancesCommand({ MinCount: 1, MaxCount: 1 });
  await expect(new EC2Client(api.client).send(run)).rejects.toThrow('RunInstances failed');
  const versions = (await Promise.all(puts)).map(({ Version }) => Version);
  expect(versions).toEqual(Array.from({ length: 50 }, (_, index) => index));
});
