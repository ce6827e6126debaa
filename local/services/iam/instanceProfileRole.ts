// The role that an instance gets by its instance profile, in the words of EC2, whose request names it.

import {
  type InstanceProfileRow,
  instanceProfileByArn,
  instanceProfileByName,
  type RoleRow,
} from '../../store/iam.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';

/** EC2's `IamInstanceProfile`, which has one of the two. */
export type WantedInstanceProfile = {
  readonly Arn?: string | undefined;
  readonly Name?: string | undefined;
};

/**
 * Launches are retried on these errors by their sentences: by Packer on `iamInstanceProfile`, by
 * Terraform's provider on `Invalid IAM Instance Profile` and `has no associated IAM Roles`.
 *
 * @throws AwsError `InvalidParameterValue` for a profile that there is not, or that has no role
 */
export function roleOfInstanceProfile(
  { store }: Pick<Context, 'store'>,
  { Arn, Name }: WantedInstanceProfile,
): { readonly instanceProfile: InstanceProfileRow; readonly role: RoleRow } {
  if (Arn !== undefined && Name !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'",
    );
  }
  const found =
    Arn === undefined ? instanceProfileByName(store, Name ?? '') : instanceProfileByArn(store, Arn);
  if (!found) {
    const [parameter, noun] = Arn === undefined ? ['name', 'name'] : ['arn', 'ARN'];
    throw invalid(
      `Value (${Arn ?? Name}) for parameter iamInstanceProfile.${parameter} is invalid. ` +
        `Invalid IAM Instance Profile ${noun}`,
    );
  }
  const { instanceProfile, role } = found;
  if (!role) {
    throw invalid(`IAM Instance Profile "${instanceProfile.Arn}" has no associated IAM Roles`);
  }
  return { instanceProfile, role };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}
