// What AWS has and the local region has not: said loudly, rather than ignored.

import { AwsError } from '../../wire/awsError.ts';

/** @param what such as `CreateVpc with IPv6` */
export function notBuilt(what: string): AwsError {
  return new AwsError('NotImplemented', `ec2.${what} is not built in the local region`, 501);
}
