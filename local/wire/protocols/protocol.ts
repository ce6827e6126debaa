// One of AWS's wire protocols, seen from the server: bytes to input, output to bytes.

import type { StaticOperationSchema } from '@smithy/types';
import type { AwsError } from '../awsError.ts';
import type { WireRequest, WireResponse } from '../http.ts';
import type { Service } from '../service.ts';

/** An operation's input; its members are as the operation's schema says. */
export type Input = Readonly<Record<string, unknown>>;

export interface Protocol {
  /** @throws AwsError for a body that the operation's input cannot be read from */
  readInput(operation: StaticOperationSchema, request: WireRequest): Input | Promise<Input>;
  writeOutput(
    service: Service<never>,
    operation: StaticOperationSchema,
    output: object,
    requestId: string,
  ): WireResponse;
  writeError(service: Service<never> | undefined, error: AwsError, requestId: string): WireResponse;
}
