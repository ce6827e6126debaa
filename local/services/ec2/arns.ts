// Names of EC2's resources for the rest of AWS.

import type { Context } from '../shared/context.ts';

/** Such as `arn:aws:ec2:eu-central-1:000000000000:subnet/subnet-0…`. */
export function resourceArn(
  { regionName, accountId }: Pick<Context, 'regionName' | 'accountId'>,
  type: string,
  id: string,
): string {
  return `arn:aws:ec2:${regionName}:${accountId}:${type}/${id}`;
}
