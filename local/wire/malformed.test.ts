import { describe, expect, test } from 'vitest';
import type { Call } from './pipeline.ts';
import type { Service } from './service.ts';
import { ask, signedFor } from './testing/ask.ts';
import { serveWire } from './testing/serveWire.ts';
import { autoScalingWith, cloudWatchWith, ec2With, iamWith, ssmWith } from './testing/services.ts';

/** Sends bodies to one operation, whose handler notes the inputs. */
async function sender(
  serviceWith: (handlers: object) => Service<Call>,
  operation: string,
  headers: Readonly<Record<string, string>> = {},
  path = '/',
) {
  const inputs: Record<string, unknown>[] = [];
  const note = async (input: Record<string, unknown>) => {
    inputs.push(input);
    return {};
  };
  const service = serviceWith({ [operation]: note });
  const api = await serveWire([service]);
  const send = async (body: string | Uint8Array) => {
    const answer = await ask(api.port, {
      path,
      headers: { ...signedFor(service.signingName), ...headers },
      body,
    });
    expect(api.defects).toEqual([]);
    return answer;
  };
  return { inputs, send };
}

const describeInstances = () => sender(ec2With, 'DescribeInstances');
const describeWith = (form: string) => `Action=DescribeInstances&Version=2016-11-15&${form}`;

describe('Over the query protocols, a form', () => {
  test.each([
    ['Filter.999999999.Name=a', [{ Name: 'a' }]],
    ['Filter.7.Name=b&Filter.3.Name=a&Filter.100.Name=c', ['a', 'b', 'c'].map(named)],
    ['Filter.1.Name=a&Filter.1.Name=b', [{ Name: 'b' }]],
    ['Filter.1.Name=a&Filter.01.Name=b', ['a', 'b'].map(named)],
    ['Filter.-1.Name=a&Filter.x.Name=b&Filter.1e3.Name=c&Filter..Name=d&Filter.0x1.Name=e', []],
    ['Filter.99999999999999999999.Name=a', []],
    ['Filter.__proto__.Name=a&Filter.constructor.Name=b', []],
    ['Filter=', []],
    ['Filter.1=', [{}]],
    ['Filter.1.Name.deeper=a&Filter.1.Unknown=b', [{}]],
    ['Filter.1.Name=%F0%9F%9A%80+%2B%26%3D', [{ Name: '🚀 +&=' }]],
    ['Filter.1.Name=%ff%FE', [{ Name: '\ufffd\ufffd' }]],
    ['__proto__.Filter.1.Name=a&constructor.prototype.Filter=b&Filter', []],
  ])('%s is read', async (form, Filters) => {
    const { inputs, send } = await describeInstances();
    expect(await send(describeWith(form))).toMatchObject({ status: 200 });
    expect(inputs).toEqual([{ Filters }]);
  });

  test.each([
    ['MaxResults=many', "'many' for MaxResults. Expected a number"],
    ['MaxResults=', "'' for MaxResults. Expected a number"],
    ['MaxResults=0x10', "'0x10' for MaxResults. Expected a number"],
    ['MaxResults=NaN', "a finite number at 'MaxResults', got NaN"],
    ['MaxResults=1e999', "a finite number at 'MaxResults', got Infinity"],
    ['DryRun=yes', "'yes' for DryRun. Expected a boolean"],
    ['InstanceId.1.x=i-1', "a string at 'InstanceIds.1.member', got undefined"],
    [`${'a.'.repeat(65)}a=1`, 'at most 64 parts'],
    [`${'a.'.repeat(1_000_000)}a=1`, 'at most 64 parts'],
    [manyParameters(10_001), 'at most 10000 parameters'],
  ])('%.30s is refused', async (form, message) => {
    const { inputs, send } = await describeInstances();
    const answer = await send(describeWith(form));
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('<Code>InvalidParameterValue</Code>');
    expect(answer.body.replaceAll('&apos;', "'")).toContain(message);
    expect(inputs).toEqual([]);
  });

  test('may have all the parameters that a real one needs', async () => {
    const { inputs, send } = await describeInstances();
    expect(await send(describeWith(manyParameters(9000)))).toMatchObject({ status: 200 });
    expect(inputs[0]?.InstanceIds).toHaveLength(9000);
  });

  test('with bytes that are none is refused', async () => {
    const { inputs, send } = await sender(ec2With, 'ImportKeyPair');
    const form = 'Action=ImportKeyPair&Version=2016-11-15&KeyName=a&PublicKeyMaterial=no*base64';
    expect(await send(form)).toMatchObject({ status: 400 });
    expect(inputs).toEqual([]);
  });

  test('with a date that is none is refused', async () => {
    const { inputs, send } = await sender(autoScalingWith, 'DescribeScalingActivities');
    const form = 'Action=DescribeScalingActivities&Version=2011-01-01';
    expect(await send(form)).toMatchObject({ status: 200 });
    const scheduled = await sender(autoScalingWith, 'PutScheduledUpdateGroupAction');
    const put =
      'Action=PutScheduledUpdateGroupAction&Version=2011-01-01&AutoScalingGroupName=a' +
      '&ScheduledActionName=b&StartTime=';
    for (const time of ['yesterday', '', '2026-13-01T00:00:00Z', '1e3', 'Invalid Date']) {
      const answer = await scheduled.send(put + time);
      expect(answer).toMatchObject({
        status: 400,
        body: expect.stringContaining('MalformedInput'),
      });
    }
    expect(await scheduled.send(`${put}2026-01-02T03:04:05%2B01:00`)).toMatchObject({
      status: 200,
    });
    expect(scheduled.inputs[0]?.StartTime).toEqual(new Date('2026-01-02T02:04:05Z'));
    expect(inputs).toEqual([{}]);
  });

  test('keeps keys of maps that mean something to JavaScript', async () => {
    const { inputs, send } = await sender(iamWith, 'AcquireRole');
    const form = ['__proto__', 'constructor', 'toString'].flatMap((key, index) => [
      `ReplacementValues.entry.${index + 1}.key=${key}`,
      `ReplacementValues.entry.${index + 1}.value.Values.member.1=v`,
    ]);
    await send(`Action=AcquireRole&Version=2010-05-08&TemplateArn=a&${form.join('&')}`);
    const values = inputs[0]?.ReplacementValues ?? {};
    expect(Object.keys(values)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
  });
});

describe('Over JSON, a body', () => {
  const headers = {
    'x-amz-target': 'AmazonSSM.PutParameter',
    'content-type': 'application/x-amz-json-1.1',
  };
  const putParameter = () => sender(ssmWith, 'PutParameter', headers);

  test.each<[string, string | Uint8Array]>([
    ['that is not JSON', '{"Name":'],
    ['that is a form', 'Action=PutParameter'],
    ['that is a list', '[]'],
    ['that is null', 'null'],
    ['that is a text', '"Name"'],
    ['that is blank', '   '],
    [
      'that is not UTF-8',
      Uint8Array.from([...Buffer.from('{"Name":"'), 0xff, ...Buffer.from('"}')]),
    ],
    ['with a number for a text', '{"Name":1,"Value":"a"}'],
    ['with an object for a text', '{"Name":{"toString":"a"},"Value":"a"}'],
    ['with a text for a boolean', '{"Name":"a","Value":"a","Overwrite":"true"}'],
    ['with an object for a list', '{"Name":"a","Value":"a","Tags":{"length":1}}'],
    ['with a null in a list', '{"Name":"a","Value":"a","Tags":[null]}'],
    ['that is very deep', '['.repeat(4_000_000)],
    ['that is deep in a member', `{"Name":${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}}`],
  ])('%s is refused', async (_, body) => {
    const { inputs, send } = await putParameter();
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ __type: 'SerializationException' });
    expect(inputs).toEqual([]);
  });

  test('with an empty text is one without members', async () => {
    const { send } = await putParameter();
    expect(JSON.parse((await send('')).body)).toMatchObject({ __type: 'ValidationException' });
  });

  test('has no effect on prototypes', async () => {
    const { inputs, send } = await putParameter();
    const polluting = '"__proto__":{"Overwrite":true,"polluted":1}';
    const body = `{"Name":"a","Value":"b",${polluting},"constructor":{"prototype":{${polluting}}}}`;
    expect(await send(body)).toMatchObject({ status: 200 });
    expect(inputs).toEqual([{ Name: 'a', Value: 'b' }]);
    expect(inputs[0]?.Overwrite).toBeUndefined();
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('cannot give by its prototype what it lacks', async () => {
    const { inputs, send } = await putParameter();
    const answer = await send('{"__proto__":{"Name":"a","Value":"b"}}');
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining("at 'name'") });
    expect(inputs).toEqual([]);
  });

  test('keeps keys of maps that mean something to JavaScript', async () => {
    const target = { 'x-amz-target': 'AmazonSSM.CreateAssociation' };
    const { inputs, send } = await sender(ssmWith, 'CreateAssociation', target);
    const body = '{"Name":"a","Parameters":{"__proto__":["1"],"constructor":["2"]}}';
    expect(await send(body)).toMatchObject({ status: 200 });
    expect(Object.entries(inputs[0]?.Parameters ?? {})).toEqual([
      ['__proto__', ['1']],
      ['constructor', ['2']],
    ]);
  });
});

describe('Over CBOR, a body', () => {
  const path = '/service/GraniteServiceVersion20100801/operation/PutMetricData';
  const headers = { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' };
  const putMetricData = () => sender(cloudWatchWith, 'PutMetricData', headers, path);
  const text = (value: string) => [0x60 + value.length, ...Buffer.from(value)];

  test.each<[string, readonly number[]]>([
    ['that is cut', [0xa1, ...text('Namespace'), 0x6a]],
    ['that is JSON', [...Buffer.from('{"Namespace":"a"}')]],
    ['that is a list', [0x80]],
    ['that is a number', [0x01]],
    ['with a number for a text', [0xa1, ...text('Namespace'), 0x01]],
    ['with a text for a list', [0xa1, ...text('MetricData'), ...text('a')]],
    ['with lists that announce more than there is', [0xa1, ...text('x'), ...announced(20)]],
    ['that is deep', [0xa1, ...text('x'), ...Array(1_000_000).fill(0x81), 0x00]],
    ['that goes on after its end', [0xa0, 0xa0]],
  ])('%s is refused', async (_, body) => {
    const { inputs, send } = await putMetricData();
    const answer = await send(Uint8Array.from(body));
    expect(answer).toMatchObject({
      status: 400,
      headers: { 'smithy-protocol': 'rpc-v2-cbor' },
      body: expect.stringContaining('SerializationException'),
    });
    expect(inputs).toEqual([]);
  });
});

function named(Name: string) {
  return { Name };
}

function manyParameters(count: number): string {
  return Array.from({ length: count }, (_, index) => `InstanceId.${index + 1}=i-1`).join('&');
}

/** Lists in lists, each of thirty million items. */
function announced(count: number): number[] {
  return Array.from({ length: count }, () => [0x9a, 0x01, 0xff, 0xff, 0xff]).flat();
}
