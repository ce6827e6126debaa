// CloudWatch's errors, by the codes that its clients know from its query protocol.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html

import { AwsError } from '../../wire/awsError.ts';

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

export function invalidParameterValue(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

export function invalidParameterCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombination', message);
}

export function invalidFormat(message: string): AwsError {
  return new AwsError('InvalidFormat', message);
}

export function missingParameter(name: string): AwsError {
  return new AwsError('MissingParameter', `The parameter ${name} is required.`);
}

/** Of alarms that are named to be changed. */
export function resourceNotFound(message = ''): AwsError {
  return new AwsError('ResourceNotFound', message, 404, 'ResourceNotFound');
}

/** Of what an ARN names. */
export function resourceNotFoundException(arn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Resource ${arn} is not found`, 404);
}

export function dashboardNotFound(name: string): AwsError {
  const message = `Dashboard ${name} does not exist`;
  return new AwsError('ResourceNotFound', message, 404, 'DashboardNotFoundError');
}

export function dashboardInvalidInput(message: string): AwsError {
  return new AwsError('InvalidParameterInput', message);
}

/** A part of an operation that the region has not, said like an operation that it has not. */
export function notBuilt(what: string): AwsError {
  return new AwsError('NotImplemented', `${what} is not built in the local region`, 501);
}
