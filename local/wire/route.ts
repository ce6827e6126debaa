// Which operation of which service a request asks for, and in which protocol.

import type { WireRequest } from './http.ts';
import { rpcv2Cbor } from './protocols/cbor.ts';
import { awsJson1_0, awsJson1_1 } from './protocols/json.ts';
import type { Protocol } from './protocols/protocol.ts';
import { awsQuery, ec2Query, formOf } from './protocols/query.ts';
import type { Service } from './service.ts';

export type Route<Context> = {
  /** Undefined where no service of the name is registered, or none in the version or under the target. */
  readonly service: Service<Context> | undefined;
  readonly operation: string;
  /** The client's, whether the service speaks it or not. */
  readonly protocol: Protocol;
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
    return { service, protocol: rpcv2Cbor, operation: cborOperation };
  }

  const [target, jsonOperation] = request.headers['x-amz-target']?.split('.') ?? [];
  if (target && jsonOperation) {
    const service = inScope.find((each) => each.target === target);
    const isVersion0 = request.headers['content-type']?.includes('json-1.0');
    return { service, protocol: isVersion0 ? awsJson1_0 : awsJson1_1, operation: jsonOperation };
  }

  const form = formOf(request);
  const version = form.get('Version');
  return {
    service: inScope.find((each) => version === null || each.version === version),
    protocol: signingName === 'ec2' ? ec2Query : awsQuery,
    operation: form.get('Action') ?? '',
  };
}
