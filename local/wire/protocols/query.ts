// awsQuery and ec2Query: a form comes in, XML goes out.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html, …/aws-ec2-query-protocol.html

import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticStructureSchema } from '@smithy/types';
import type { AwsError } from '../awsError.ts';
import type { WireRequest, WireResponse } from '../http.ts';
import type { Service } from '../service.ts';
import type { Protocol } from './protocol.ts';
import { nameOnWire, readQuery } from './queryReader.ts';

export const awsQuery: Protocol = {
  id: 'awsQuery',
  codes: {
    missing: 'ValidationError',
    malformed: 'MalformedInput',
    scope: 'SignatureDoesNotMatch',
  },

  readInput: (operation, request) =>
    readQuery(operation[4], formOf(request), {
      malformed: awsQuery.codes.malformed,
      keyOf: nameOnWire,
      listKey: (list) =>
        list.getMergedTraits().xmlFlattened
          ? undefined
          : nameOnWire('member', list.getValueSchema()),
    }),

  writeOutput(service, operation, output, requestId) {
    const name = operation[2];
    const isUnit = NormalizedSchema.of(operation[5]).isUnitSchema();
    const metadata = { RequestId: requestId };
    return isUnit
      ? xml(service, structure(`${name}Response`, { ResponseMetadata: responseMetadata }), {
          ResponseMetadata: metadata,
        })
      : xml(
          service,
          structure(`${name}Response`, {
            [`${name}Result`]: operation[5],
            ResponseMetadata: responseMetadata,
          }),
          { [`${name}Result`]: output, ResponseMetadata: metadata },
        );
  },

  writeError: (service, error, requestId) =>
    xml(
      service,
      structure('ErrorResponse', { Error: errorDetail, RequestId: 0 }),
      {
        Error: {
          Type: error.status < 500 ? 'Sender' : 'Receiver',
          Code: error.code,
          Message: error.message,
        },
        RequestId: requestId,
      },
      error,
    ),
};

export const ec2Query: Protocol = {
  id: 'ec2Query',
  codes: {
    missing: 'MissingParameter',
    malformed: 'InvalidParameterValue',
    scope: 'AuthFailure',
  },

  readInput: (operation, request) =>
    readQuery(operation[4], formOf(request), {
      malformed: ec2Query.codes.malformed,
      keyOf(name, member) {
        const xmlName = nameOnWire(name, member);
        const ec2QueryName = member.getMergedTraits().ec2QueryName as string | undefined;
        return ec2QueryName ?? xmlName.charAt(0).toUpperCase() + xmlName.slice(1);
      },
      listKey: () => undefined,
    }),

  writeOutput(service, operation, output, requestId) {
    const result = NormalizedSchema.of(operation[5]);
    const members = result.isUnitSchema() ? {} : Object.fromEntries(result.structIterator());
    const schema = structure(`${operation[2]}Response`, { requestId: 0, ...members });
    return xml(service, schema, { requestId, ...output });
  },

  writeError: (service, error, requestId) =>
    xml(
      service,
      structure('Response', { Errors: structure('Errors', { Error: ec2Error }), RequestID: 0 }),
      { Errors: { Error: { Code: error.code, Message: error.message } }, RequestID: requestId },
      error,
    ),
};

/** What XML 1.0 cannot say, even escaped: parsers refuse the whole document for it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const notXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

type Members = Readonly<Record<string, StaticStructureSchema[5][number]>>;

const responseMetadata = structure('ResponseMetadata', { RequestId: 0 });
const errorDetail = structure('Error', { Type: 0, Code: 0, Message: 0 });
const ec2Error = structure('Error', { Code: 0, Message: 0 });

/** The envelopes are structures of their own, which the SDK's serializer writes like any other. */
function structure(name: string, members: Members): StaticStructureSchema {
  return [3, 'rollover.wire', name, 0, Object.keys(members), Object.values(members)];
}

/** Clients put the form into the body; the query part of the URL may hold some of it. */
export function formOf({ url, body }: WireRequest): URLSearchParams {
  const form = new URLSearchParams(Buffer.from(body).toString('utf8'));
  const question = url.indexOf('?');
  if (question >= 0) {
    for (const [key, value] of new URLSearchParams(url.slice(question))) form.append(key, value);
  }
  return form;
}

function xml(
  service: Service<never> | undefined,
  schema: StaticStructureSchema,
  value: object,
  error?: AwsError,
): WireResponse {
  const serializer = new XmlShapeSerializer({
    xmlNamespace: service?.xmlNamespace ?? '',
    serviceNamespace: 'rollover.wire',
    timestampFormat: { useTrait: true, default: 5 },
  });
  serializer.write(schema, value);
  return {
    status: error?.status ?? 200,
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${String(serializer.flush()).replace(notXml, '\ufffd')}`,
  };
}
