// awsJson 1.0 and 1.1. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html

import { JsonCodec } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { DocumentType } from '@smithy/types';
import { AwsError } from '../awsError.ts';
import { errorShapeOf, queryErrorHeader } from '../errorShape.ts';
import type { Protocol } from './protocol.ts';

const codec = new JsonCodec({ timestampFormat: { useTrait: true, default: 7 }, jsonName: false });

export const awsJson1_0 = createJsonProtocol('application/x-amz-json-1.0', (id) => id);
export const awsJson1_1 = createJsonProtocol(
  'application/x-amz-json-1.1',
  (id) => id.split('#').at(-1) ?? id,
);

function createJsonProtocol(contentType: string, typeOf: (shapeId: string) => string): Protocol {
  return {
    readInput(operation, { body }) {
      const text = Buffer.from(body).toString('utf8');
      if (NormalizedSchema.of(operation[4]).isUnitSchema() || text.trim() === '') return {};
      try {
        const parsed: DocumentType = JSON.parse(text);
        if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
          throw new Error('not an object');
        }
        return codec.createDeserializer().readObject(NormalizedSchema.of(operation[4]), parsed);
      } catch {
        throw new AwsError(
          'SerializationException',
          `The body of ${operation[2]} is not the JSON object that it takes`,
        );
      }
    },

    writeOutput(_service, operation, output, requestId) {
      const serializer = codec.createSerializer();
      const schema = NormalizedSchema.of(operation[5]);
      const isUnit = schema.isUnitSchema();
      if (!isUnit) serializer.write(schema, output);
      return {
        status: 200,
        headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
        body: isUnit ? '{}' : serializer.flush(),
      };
    },

    writeError(service, error, requestId) {
      const shape = errorShapeOf(service, error);
      return {
        status: error.status,
        headers: {
          'content-type': contentType,
          'x-amzn-requestid': requestId,
          ...queryErrorHeader(error),
        },
        body: JSON.stringify({ __type: typeOf(shape), message: error.message }),
      };
    },
  };
}
