// Which operation of which service a request asks for, and in which protocol.

import { AwsError } from './awsError.ts';
import type { WireRequest } from './http.ts';
import { rpcv2Cbor } from './protocols/cbor.ts';
import { awsJson1_0, awsJson1_1 } from './protocols/json.ts';
import type { Protocol } from './protocols/protocol.ts';
import { awsQuery, ec2Query, formOf } from './protocols/query.ts';
import type { ProtocolId, Service } from './service.ts';

export type Route<Context> = {
  /** Undefined where no service is registered under the name; `protocol` can still say so. */
  readonly service: Service<Context> | undefined;
  readonly operation: string;
  readonly protocol: Protocol;
};

const protocols: Readonly<Record<ProtocolId, Protocol>> = {
  awsJson1_0,
  awsJson1_1,
  awsQuery,
  ec2Query,
  rpcv2Cbor,
};

/**
 * Finds the service by the credential scope; then the protocol by what only it sends: a CBOR path, a
 * target header, or else a form with `Action` and `Version`. Services that share a scope differ in
 * their target or version.
 */
export function route<Context>(
  services: readonly Service<Context>[],
  signingName: string,
  request: WireRequest,
): Route<Context> {
  const inScope = services.filter((service) => service.signingName === signingName);

  const [, cborTarget, cborOperation] =
    /^\/service\/([^/]+)\/operation\/([^/?]+)/.exec(request.url) ?? [];
  if (cborTarget && cborOperation) {
    const service = inScope.find(({ target }) => target === cborTarget);
    return found(service, 'rpcv2Cbor', cborOperation);
  }

  const [target, jsonOperation] = request.headers['x-amz-target']?.split('.') ?? [];
  if (target && jsonOperation) {
    const service = inScope.find((each) => each.target === target);
    const isVersion0 = request.headers['content-type']?.includes('json-1.0');
    return found(service, isVersion0 ? 'awsJson1_0' : 'awsJson1_1', jsonOperation);
  }

  const form = formOf(request);
  const version = form.get('Version');
  const service = inScope.find((each) => each.version === version) ?? inScope[0];
  const protocol = service?.protocols.includes('ec2Query') || signingName === 'ec2';
  return found(service, protocol ? 'ec2Query' : 'awsQuery', form.get('Action') ?? '');
}

function found<Context>(
  service: Service<Context> | undefined,
  id: ProtocolId,
  operation: string,
): Route<Context> {
  if (service && !service.protocols.includes(id)) {
    throw new AwsError('UnknownOperationException', `${service.signingName} does not speak ${id}`);
  }
  return { service, protocol: protocols[id], operation };
}
