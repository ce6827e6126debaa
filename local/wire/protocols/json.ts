// awsJson 1.0 and 1.1. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html

import { JsonCodec } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { DocumentType } from '@smithy/types';
import { AwsError } from '../awsError.ts';
import { errorShapeOf, queryErrorHeader } from '../errorShape.ts';
import type { ProtocolId } from '../service.ts';
import type { Input, Protocol } from './protocol.ts';

export const jsonCodes: Protocol['codes'] = {
  missing: 'ValidationException',
  malformed: 'SerializationException',
  scope: 'InvalidSignatureException',
};

const codec = new JsonCodec({ timestampFormat: { useTrait: true, default: 7 }, jsonName: false });
const utf8 = new TextDecoder('utf-8', { fatal: true });

export const awsJson1_0 = createJsonProtocol(
  'awsJson1_0',
  'application/x-amz-json-1.0',
  (id) => id,
);
export const awsJson1_1 = createJsonProtocol(
  'awsJson1_1',
  'application/x-amz-json-1.1',
  (id) => id.split('#').at(-1) ?? id,
);

function createJsonProtocol(
  id: ProtocolId,
  contentType: string,
  typeOf: (shapeId: string) => string,
): Protocol {
  const headers = { 'content-type': contentType };
  return {
    id,
    codes: jsonCodes,

    readInput(operation, { body }) {
      const schema = NormalizedSchema.of(operation[4]);
      if (schema.isUnitSchema() || body.length === 0) return {};
      try {
        const parsed: DocumentType = JSON.parse(utf8.decode(body));
        // The codec takes a list for an object; all else is checked for all protocols alike.
        if (Array.isArray(parsed)) throw new TypeError('A list');
        return codec.createDeserializer().readObject(schema, parsed) as Input;
      } catch {
        throw new AwsError(
          jsonCodes.malformed,
          `The body of ${operation[2]} is not the JSON object that it takes`,
        );
      }
    },

    writeOutput(_service, operation, output) {
      const schema = NormalizedSchema.of(operation[5]);
      if (schema.isUnitSchema()) return { status: 200, headers, body: '{}' };
      const serializer = codec.createSerializer();
      serializer.write(schema, output);
      return { status: 200, headers, body: serializer.flush() };
    },

    writeError(service, error) {
      return {
        status: error.status,
        headers: { ...headers, ...queryErrorHeader(error) },
        body: JSON.stringify({
          __type: typeOf(errorShapeOf(service, error)),
          message: error.message,
        }),
      };
    },
  };
}
