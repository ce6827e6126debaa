import { parseXML } from '@aws-sdk/xml-builder';
import type { SchemaRef } from '@smithy/types';
import { describe, expect, test } from 'vitest';
import { AwsError } from '../awsError.ts';
import type { WireRequest } from '../http.ts';
import type { Service } from '../service.ts';
import { type Members, operation, type Ref, structure } from '../testing/schemas.ts';
import { awsQueryInputs, ec2QueryInputs } from '../testing/vectors/inputs.ts';
import { outputs } from '../testing/vectors/outputs.ts';
import { readVectors, toValue } from '../testing/vectors/vectors.ts';
import { awsQuery, ec2Query } from './query.ts';

const service: Service<never> = {
  signingName: 'test',
  version: '2020-01-08',
  protocols: ['awsQuery', 'ec2Query'],
  xmlNamespace: 'https://example.com/',
  target: 'Test',
  isGlobal: false,
  schemas: {},
  handlers: {},
};

describe.each([
  { protocol: awsQuery, suite: 'awsQuery', inputs: awsQueryInputs },
  { protocol: ec2Query, suite: 'ec2Query', inputs: ec2QueryInputs },
] as const)("Of Smithy's vectors for $suite", ({ protocol, suite, inputs }) => {
  const { requests, responses } = readVectors(suite);

  test.each(requests)('the request $id is read', ({ operation: name, body, params }) => {
    const input = schemaOf(`${name}Input`, inputs[name]);
    const read = protocol.readInput(operation(name, input, 'unit'), post(body));
    const expected = withoutEmpty(suite === 'ec2Query' ? ['ListArg'] : ['MapArg'], params);
    expect(read).toEqual(input === 'unit' ? {} : toValue(input, expected));
  });

  test.each(responses.filter(({ code }) => code === 200))(
    'the response $id is written',
    ({ shape, body, params }) => {
      const output = schemaOf(`${shape}Output`, outputs[shape]);
      const schema = operation(shape, 'unit', output);
      const value = output === 'unit' ? {} : toValue(output, params);
      const written = protocol.writeOutput(service, schema, value as object, 'requestid');
      expect(written.status).toBe(200);
      if (body !== undefined) expect(withoutIds(written.body)).toEqual(withoutIds(body));
    },
  );

  test.each(responses.filter(({ code }) => code !== 200))(
    'the error $id is written',
    ({ shape, code, body = '', params }) => {
      const error = new AwsError(
        shape === 'CustomCodeError' ? 'Customized' : shape,
        'Message' in params ? String(params.Message) : '',
        code,
      );
      const written = protocol.writeError(undefined, error, 'foo-id');
      expect(written.status).toBe(code);
      expect(parseXML(String(written.body))).toEqual(parseXML(body));
    },
  );
});

test('What XML cannot say is replaced in answers', () => {
  const output = structure('Output', { text: 0 });
  const text = '\0\x1b\ud83d\ude80\ufffe\r\n\t<&>"\u2028';
  const { body } = awsQuery.writeOutput(service, operation('Say', 'unit', output), { text }, 'id');
  const said = '\ufffd\ufffd\ud83d\ude80\ufffd\r\n\t<&>"\u2028';
  expect(parseXML(String(body)).SayResponse.SayResult.text).toBe(said);
});

function schemaOf(name: string, members: Members | 'unit' | undefined): SchemaRef & Ref {
  if (members === undefined) throw new Error(`There is no schema for ${name}`);
  return members === 'unit' ? members : structure(name, members);
}

function post(body: string): WireRequest {
  return { method: 'POST', url: '/', headers: {}, body: new TextEncoder().encode(body) };
}

/** Empty lists are not sent over ec2Query, and empty maps not at all: there is nothing to read. */
function withoutEmpty(names: readonly string[], params: object): object {
  return Object.fromEntries(
    Object.entries(params).filter(
      ([name, value]) => !names.includes(name) || Object.keys(value).length > 0,
    ),
  );
}

/** As parsed, without the ids that an answer may carry or not. */
function withoutIds(xml: string | Uint8Array): object {
  const parsed = parseXML(String(xml));
  for (const response of Object.values<Record<string, unknown>>(parsed)) {
    delete response.ResponseMetadata;
    delete response.requestId;
  }
  return parsed;
}
