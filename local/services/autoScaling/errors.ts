// Auto Scaling's errors. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html

import { AwsError } from '../../wire/awsError.ts';

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

export function groupNotFound(name: string): AwsError {
  return validationError(`AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
}

export function alreadyExists(name: string): AwsError {
  return new AwsError(
    'AlreadyExists',
    `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`,
  );
}

export function resourceInUse(message: string): AwsError {
  return new AwsError('ResourceInUse', message);
}

export function scalingActivityInProgress(message: string): AwsError {
  return new AwsError('ScalingActivityInProgress', message);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceeded', message);
}

export function instanceNotFound(InstanceId: string): AwsError {
  return validationError(
    `Instance Id not found - No managed instance found for instance ID: ${InstanceId}`,
  );
}
