// Smithy RPC v2 with CBOR. https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html

import { CborCodec } from '@smithy/core/cbor';
import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticStructureSchema } from '@smithy/types';
import { AwsError } from '../awsError.ts';
import { errorShapeOf, queryErrorHeader } from '../errorShape.ts';
import { checkCborBounds } from './cborBounds.ts';
import { jsonCodes } from './json.ts';
import type { Input, Protocol } from './protocol.ts';

const codec = new CborCodec();
const errorSchema: StaticStructureSchema = [
  3,
  'rollover.wire',
  'Error',
  0,
  ['__type', 'message'],
  [0, 0],
];
const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };

export const rpcv2Cbor: Protocol = {
  id: 'rpcv2Cbor',
  codes: jsonCodes,

  readInput(operation, { body }) {
    const schema = NormalizedSchema.of(operation[4]);
    if (schema.isUnitSchema() || body.length === 0) return {};
    try {
      checkCborBounds(body);
      // That it is of the schema's shape is checked for all protocols alike.
      return codec.createDeserializer().read(schema, body) as Input;
    } catch {
      throw new AwsError(
        jsonCodes.malformed,
        `The body of ${operation[2]} is not the CBOR map that it takes`,
      );
    }
  },

  writeOutput(_service, operation, output) {
    const schema = NormalizedSchema.of(operation[5]);
    if (schema.isUnitSchema()) return { status: 200, headers, body: new Uint8Array() };
    const serializer = codec.createSerializer();
    serializer.write(schema, output);
    return { status: 200, headers, body: serializer.flush() };
  },

  writeError(service, error) {
    const serializer = codec.createSerializer();
    serializer.write(errorSchema, {
      __type: errorShapeOf(service, error),
      message: error.message,
    });
    return {
      status: error.status,
      headers: { ...headers, ...queryErrorHeader(error) },
      body: serializer.flush(),
    };
  },
};
