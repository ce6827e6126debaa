// One of AWS's wire protocols, seen from the server: bytes to input, output to bytes.

import type { StaticOperationSchema } from '@smithy/types';
import type { AwsError } from '../awsError.ts';
import type { WireRequest, WireResponse } from '../http.ts';
import type { ProtocolId, Service } from '../service.ts';

/** An operation's input, under the names of its schema's members. */
export type Input = Readonly<Record<string, unknown>>;

export interface Protocol {
  readonly id: ProtocolId;
  /** AWS's codes for what is refused before a handler runs. */
  readonly codes: {
    /** Of a member that is required. */
    readonly missing: string;
    /** Of a body or a value that cannot be read. */
    readonly malformed: string;
    /** Of a credential scope that names another region. */
    readonly scope: string;
  };
  /** @throws AwsError for a body that the operation's input cannot be read from */
  readInput(operation: StaticOperationSchema, request: WireRequest): Input;
  writeOutput(
    service: Service<never>,
    operation: StaticOperationSchema,
    output: object,
    requestId: string,
  ): WireResponse;
  writeError(service: Service<never> | undefined, error: AwsError, requestId: string): WireResponse;
}
