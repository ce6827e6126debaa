// What happens to a request, in order:
//
//   authorization → authentication → route → scope's region → input → required members → handler
//
// and every way to fail ends in an error of the client's own protocol.

import { randomUUID } from 'node:crypto';
import type { StaticOperationSchema } from '@smithy/types';
import { type Authorization, readAuthorization } from './authorization.ts';
import { AwsError } from './awsError.ts';
import type { WireRequest, WireResponse } from './http.ts';
import type { Protocol } from './protocols/protocol.ts';
import { awsQuery } from './protocols/query.ts';
import { requireMembers } from './requiredMembers.ts';
import { type Route, route } from './route.ts';
import { type Handler, operationSchema, type Service } from './service.ts';

/** One call of an operation, before its handler runs. */
export type Call = {
  readonly requestId: string;
  readonly authorization: Authorization;
  readonly operation: string;
};

export type PipelineOptions<Context> = {
  readonly services: readonly Service<Context>[];
  /** Of the region, such as `eu-central-1`; requests signed for another are refused. */
  readonly regionName: string;
  /**
   * Makes what handlers get.
   *
   * @throws AwsError of an unknown or expired key
   */
  readonly contextOf: (call: Call, service: Service<Context>) => Context;
  /** Runs a handler: the place for what all operations share. */
  readonly invoke: (invocation: Invocation<Context>) => object | Promise<object>;
  readonly log: WireLog;
};

/** A handler about to run, with an input that is complete. */
export type Invocation<Context> = {
  readonly service: Service<Context>;
  readonly schema: StaticOperationSchema;
  readonly handler: Handler<Context, never, object>;
  readonly input: Readonly<Record<string, unknown>>;
  readonly context: Context;
};

/** What the wire tells: refused and failed calls, with what a reader needs to find the cause. */
export type WireLog = {
  call(line: {
    readonly operation: string;
    readonly requestId: string;
    readonly error?: string;
  }): void;
  notBuilt(line: { readonly operation: string; readonly requestId: string }): void;
  defect(line: {
    readonly operation: string;
    readonly requestId: string;
    readonly cause: unknown;
  }): void;
};

export type Pipeline = (request: WireRequest) => Promise<WireResponse>;

export function createPipeline<Context>(options: PipelineOptions<Context>): Pipeline {
  const { services, regionName, contextOf, invoke, log } = options;

  return async (request) => {
    const requestId = randomUUID();
    let routed: Route<Context> | undefined;
    let name = 'unknown';
    try {
      const authorization = readAuthorization(request);
      routed = route(services, authorization?.signingName ?? '', request);
      name = `${authorization?.signingName ?? '?'}.${routed.operation}`;
      if (!authorization) throw unsigned();
      const { service, operation, protocol } = routed;
      const schema = service && operationSchema(service, operation);
      if (!service || !schema) throw unknownOperation(name);
      checkRegion(authorization, service, regionName);
      const context = contextOf({ requestId, authorization, operation }, service);
      const handler = Object.hasOwn(service.handlers, operation)
        ? service.handlers[operation]
        : undefined;
      if (!handler) throw notBuilt(name);
      const input = await protocol.readInput(schema, request);
      requireMembers(schema[4], input, missingCode(service));
      const output = await invoke({ service, schema, handler, input, context });
      log.call({ operation: name, requestId });
      return protocol.writeOutput(service, schema, output, requestId);
    } catch (error) {
      return refuse(error, { name, requestId, routed });
    }
  };

  function refuse(
    error: unknown,
    {
      name,
      requestId,
      routed,
    }: { name: string; requestId: string; routed: Route<Context> | undefined },
  ): WireResponse {
    const protocol: Protocol = routed?.protocol ?? awsQuery;
    if (!(error instanceof AwsError)) {
      log.defect({ operation: name, requestId, cause: error });
      const fault = new AwsError(
        'InternalFailure',
        `${name} failed; the region's log says why`,
        500,
      );
      return protocol.writeError(routed?.service, fault, requestId);
    }
    if (error.status === 501) log.notBuilt({ operation: name, requestId });
    else log.call({ operation: name, requestId, error: error.code });
    return protocol.writeError(routed?.service, error, requestId);
  }
}

function unsigned(): AwsError {
  return new AwsError('MissingAuthenticationToken', 'Missing Authentication Token', 403);
}

function unknownOperation(name: string): AwsError {
  return new AwsError('InvalidAction', `Could not find operation ${name}`, 400);
}

function notBuilt(name: string): AwsError {
  return new AwsError('NotImplemented', `${name} is not built in the local region`, 501);
}

function checkRegion(
  { region, signingName }: Authorization,
  service: Service<never>,
  regionName: string,
): void {
  const expected = service.isGlobal ? [regionName, 'us-east-1'] : [regionName];
  if (expected.includes(region)) return;
  throw new AwsError(
    service.protocols.includes('ec2Query') ? 'AuthFailure' : 'SignatureDoesNotMatch',
    `Credential for ${signingName} should be scoped to the region '${regionName}', not '${region}'`,
    403,
  );
}

function missingCode({ protocols }: Service<never>): string {
  if (protocols.includes('ec2Query')) return 'MissingParameter';
  return protocols.includes('awsQuery') ? 'ValidationError' : 'ValidationException';
}
