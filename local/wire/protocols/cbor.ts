// Smithy RPC v2 with CBOR. https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html

import { CborCodec } from '@smithy/core/cbor';
import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticStructureSchema } from '@smithy/types';
import { AwsError } from '../awsError.ts';
import { errorShapeOf, queryErrorHeader } from '../errorShape.ts';
import type { Protocol } from './protocol.ts';

const codec = new CborCodec();
const errorSchema: StaticStructureSchema = [
  3,
  'rollover.wire',
  'Error',
  0,
  ['__type', 'message'],
  [0, 0],
];

export const rpcv2Cbor: Protocol = {
  async readInput(operation, { body }) {
    if (NormalizedSchema.of(operation[4]).isUnitSchema() || body.length === 0) return {};
    try {
      return await codec.createDeserializer().read(NormalizedSchema.of(operation[4]), body);
    } catch {
      throw new AwsError(
        'SerializationException',
        `The body of ${operation[2]} is not the CBOR map that it takes`,
      );
    }
  },

  writeOutput(_service, operation, output, requestId) {
    const schema = NormalizedSchema.of(operation[5]);
    const isUnit = schema.isUnitSchema();
    const serializer = codec.createSerializer();
    if (!isUnit) serializer.write(schema, output);
    return {
      status: 200,
      headers: headers(requestId),
      body: isUnit ? new Uint8Array() : serializer.flush(),
    };
  },

  writeError(service, error, requestId) {
    const serializer = codec.createSerializer();
    serializer.write(errorSchema, {
      __type: errorShapeOf(service, error),
      message: error.message,
    });
    return {
      status: error.status,
      headers: { ...headers(requestId), ...queryErrorHeader(error) },
      body: serializer.flush(),
    };
  },
};

const headers = (requestId: string) => ({
  'content-type': 'application/cbor',
  'smithy-protocol': 'rpc-v2-cbor',
  'x-amzn-requestid': requestId,
});
