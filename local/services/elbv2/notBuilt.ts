// What AWS has and the local region has not: said loudly, rather than ignored.

import { AwsError } from '../../wire/awsError.ts';

/** @param what such as `CreateLoadBalancer of type network` */
export function notBuilt(what: string): AwsError {
  return new AwsError(
    'NotImplemented',
    `elasticloadbalancing.${what} is not built in the local region`,
    501,
  );
}
