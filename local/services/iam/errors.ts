// IAM's errors. https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html

import { AwsError } from '../../wire/awsError.ts';

/** Sentences for what there is none of, by kind. */
const absences = {
  role: (name) => `The role with name ${name} cannot be found.`,
  user: (name) => `The user with name ${name} cannot be found.`,
  instanceProfile: (name) => `Instance Profile ${name} cannot be found.`,
  rolePolicy: (name) => `The role policy with name ${name} cannot be found.`,
  policy: (arn) => `Policy ${arn} was not found.`,
  attachablePolicy: (arn) => `Policy ${arn} does not exist or is not attachable.`,
} as const satisfies Record<string, (name: string) => string>;

export function noSuchEntity(kind: keyof typeof absences, name: string): AwsError {
  return new AwsError('NoSuchEntity', absences[kind](name), 404);
}

export function noSuchPolicyVersion(PolicyArn: string, VersionId: string): AwsError {
  return new AwsError(
    'NoSuchEntity',
    `Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`,
    404,
  );
}

export function entityAlreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExists', message, 409);
}

/** Refuses to delete what others still hold. */
export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflict', message, 409);
}

/** @param quota such as `PoliciesPerRole: 10` */
export function quotaExceeded(quota: string): AwsError {
  return limitExceeded(`Cannot exceed quota for ${quota}`);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceeded', message, 409);
}

export function malformedPolicyDocument(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message);
}

export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInput', message);
}

/** Refuses to change a role that belongs to a service. */
export function unmodifiableEntity(RoleName: string): AwsError {
  return new AwsError(
    'UnmodifiableEntity',
    `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
  );
}

/** Refuses to change a policy of AWS's. */
export function accessDenied(callerArn: string, action: string, PolicyArn: string): AwsError {
  return new AwsError(
    'AccessDenied',
    `User: ${callerArn} is not authorized to perform: iam:${action} on resource: policy ${PolicyArn}`,
    403,
  );
}
