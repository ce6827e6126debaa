// Parameter Store's errors, by the names of their shapes.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/CommonErrors.html

import { AwsError } from '../../wire/awsError.ts';

export function validationException(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** AWS leaves the sentence out. */
export function parameterNotFound(name: string): AwsError {
  return new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
}

/** @param selector a version's number or a label */
export function parameterVersionNotFound(Name: string, selector: string | number): AwsError {
  const kind = /^\d+$/.test(String(selector)) ? 'version' : 'label';
  return new AwsError(
    'ParameterVersionNotFound',
    `Systems Manager could not find ${kind} ${selector} of ${Name}. Verify the ${kind} and try again.`,
  );
}

export function parameterAlreadyExists(): AwsError {
  return new AwsError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
}

/** @param oldest the version's number that would have to go */
export function parameterMaxVersionLimitExceeded(Name: string, oldest: number): AwsError {
  return new AwsError(
    'ParameterMaxVersionLimitExceeded',
    `You attempted to create a new version of ${Name} by calling the PutParameter API with the ` +
      `overwrite flag. Version ${oldest}, the oldest version, can't be deleted because it has a label ` +
      'associated with it. Move the label to another version of the parameter, and try again.',
  );
}

export function invalidResourceId(): AwsError {
  return new AwsError('InvalidResourceId', 'Invalid Resource Id');
}
