// What a service is to the wire: a name, the protocols it speaks, the SDK's schemas of its operations,
// and a handler for each operation that is built.

import type { CommandImpl } from '@smithy/core/client';
import type { MetadataBearer, StaticOperationSchema } from '@smithy/types';
import type { WireRequest, WireResponse } from './http.ts';

export type ProtocolId = 'awsJson1_0' | 'awsJson1_1' | 'awsQuery' | 'ec2Query' | 'rpcv2Cbor';

/** What the wire knows about the caller of an operation, and what else a handler may use. */
export type Handler<Context, Input, Output> = (
  input: Input,
  context: Context,
) => Output | Promise<Output>;

/** Handlers under their operations' names, typed by the module of an `@aws-sdk/client-*` package. */
export type Handlers<Context, Client> = {
  readonly [Name in keyof Client as Name extends `${infer Operation}Command`
    ? Operation
    : never]?: Client[Name] extends new (
    ...input: never
  ) => CommandImpl<infer Input, infer Output, infer _Config, infer _Inputs, infer _Outputs>
    ? Handler<Context, Input, Omit<Output, keyof MetadataBearer>>
    : never;
};

export type Service<Context> = {
  /** Its name in a SigV4 credential scope, such as `ec2`. */
  readonly signingName: string;
  /** As in the query protocols' `Version`, such as `2016-11-15`. */
  readonly version: string;
  readonly protocols: readonly ProtocolId[];
  readonly xmlNamespace: string;
  /** What stands before the operation in `X-Amz-Target`, such as `AmazonSSM`, and in CBOR paths. */
  readonly target: string;
  /** Whether its requests are signed for `us-east-1` wherever they come from, as IAM's are. */
  readonly isGlobal: boolean;
  /** The client's module: `DescribeVpcs$` and the like, and its errors. */
  readonly schemas: Readonly<Record<string, unknown>>;
  readonly handlers: Readonly<Record<string, Handler<Context, never, object>>>;
  /**
   * For a service whose operations another server answers: gets the request as it came, once its caller
   * is known. Asked for operations without a handler; undefined for those that it does not know either.
   */
  readonly forward?: (request: WireRequest, operation: string) => Promise<WireResponse> | undefined;
};

/** Defines a service; the client's module types its handlers. */
export function defineService<Context, Client extends object>(
  client: Client,
  definition: Omit<Service<Context>, 'schemas' | 'handlers'>,
  handlers: Handlers<Context, Client>,
): Service<Context> {
  return {
    ...definition,
    // A module is a record of what it exports.
    schemas: client as Service<Context>['schemas'],
    // The mapped type says the same as the record, operation by operation.
    handlers: handlers as Service<Context>['handlers'],
  };
}

/** The schema of an operation that the service has, built or not. */
export function operationSchema(
  service: Service<never>,
  operation: string,
): StaticOperationSchema | undefined {
  const schema = service.schemas[`${operation}$`];
  // 9 marks operations among the schemas (@smithy/types, static-schemas).
  return Array.isArray(schema) && schema[0] === 9
    ? // The client's module exports operations under this tag only.
      (schema as unknown as StaticOperationSchema)
    : undefined;
}
