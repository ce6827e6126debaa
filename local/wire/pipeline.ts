// What happens to a request, in order:
//
//   signature → route → operation known → scope's region → caller known → operation built
//   → input → its shape → handler → output
//
// and every way to fail ends in an error of the client's own protocol.

import { randomUUID } from 'node:crypto';
import type { StaticOperationSchema } from '@smithy/types';
import { type Authorization, readAuthorization } from './authorization.ts';
import { AwsError } from './awsError.ts';
import type { WireRequest, WireResponse } from './http.ts';
import { checkInput } from './inputShape.ts';
import type { Protocol } from './protocols/protocol.ts';
import { awsQuery } from './protocols/query.ts';
import { type Route, route } from './route.ts';
import { type Handler, operationSchema, type ProtocolId, type Service } from './service.ts';

/** One call of an operation, before its handler runs. */
export type Call = {
  readonly requestId: string;
  readonly authorization: Authorization;
  readonly operation: string;
  /** The caller's: services refuse a key in its words. */
  readonly protocol: ProtocolId;
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
    const answered = await answer(request, requestId);
    // Where every client looks for it, whatever the protocol.
    return { ...answered, headers: { ...answered.headers, 'x-amzn-requestid': requestId } };
  };

  async function answer(request: WireRequest, requestId: string): Promise<WireResponse> {
    let routed: Route<Context> | undefined;
    let name = 'unknown';
    try {
      const authorization = readAuthorization(request);
      routed = route(services, authorization?.signingName ?? '', request);
      name = nameOf(authorization, routed.operation);
      if (!authorization) throw unsigned();
      const { service, operation, protocol } = routed;
      if (!service) throw notBuilt(name);
      const schema = operationSchema(service, operation);
      if (!schema || !service.protocols.includes(protocol.id)) {
        throw unknownOperation(name, protocol);
      }
      checkRegion(authorization, service, regionName, protocol);
      const context = contextOf(
        { requestId, authorization, operation, protocol: protocol.id },
        service,
      );
      const handler = service.handlers[operation];
      const forwarded = handler ? undefined : service.forward?.(request, operation);
      if (forwarded) return await forwarded;
      if (!handler) throw notBuilt(name);
      const input = protocol.readInput(schema, request);
      checkInput(schema[4], input, inputCodes(service, protocol));
      const output = await invoke({ service, schema, handler, input, context });
      const answered = protocol.writeOutput(service, schema, output, requestId);
      log.call({ operation: name, requestId });
      return answered;
    } catch (error) {
      const fault = error instanceof AwsError ? error : failed(name);
      if (fault !== error) log.defect({ operation: name, requestId, cause: error });
      else if (fault.status === 501) log.notBuilt({ operation: name, requestId });
      else log.call({ operation: name, requestId, error: fault.code });
      return (routed?.protocol ?? awsQuery).writeError(routed?.service, fault, requestId);
    }
  }
}

/** Such as `ec2.DescribeVpcs`; what is none of AWS's names goes into no log or answer as it is. */
function nameOf(authorization: Authorization | undefined, operation: string): string {
  return [authorization?.signingName ?? '?', operation]
    .map((part) => part.replace(/[^\w-]/g, '?').slice(0, 100))
    .join('.');
}

function unsigned(): AwsError {
  return new AwsError('MissingAuthenticationToken', 'Missing Authentication Token', 403);
}

function unknownOperation(name: string, { id }: Protocol): AwsError {
  return id === 'awsQuery' || id === 'ec2Query'
    ? new AwsError('InvalidAction', `Could not find operation ${name}`)
    : new AwsError('UnknownOperationException', `Could not find operation ${name}`);
}

function notBuilt(name: string): AwsError {
  return new AwsError('NotImplemented', `${name} is not built in the local region`, 501);
}

function failed(name: string): AwsError {
  return new AwsError('InternalFailure', `${name} failed; the region's log says why`, 500);
}

function checkRegion(
  { region, signingName }: Authorization,
  service: Service<never>,
  regionName: string,
  { codes }: Protocol,
): void {
  const expected = service.isGlobal ? [regionName, 'us-east-1'] : [regionName];
  if (expected.includes(region)) return;
  throw new AwsError(
    codes.scope,
    `Credential for ${signingName} should be scoped to the region '${regionName}', ` +
      `not '${region.slice(0, 100)}'`,
    403,
  );
}

/** A service that once spoke awsQuery keeps its code for what is missing. */
function inputCodes({ protocols }: Service<never>, { codes }: Protocol): Protocol['codes'] {
  return protocols.includes('awsQuery') ? { ...codes, missing: awsQuery.codes.missing } : codes;
}
