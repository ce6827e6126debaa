// SNS's errors. https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html

import { AwsError } from '../../wire/awsError.ts';

/** @param reason what follows `Invalid parameter: ` */
export function invalidParameter(reason: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);
}

export function topicNotFound(): AwsError {
  return new AwsError('NotFound', 'Topic does not exist', 404);
}

export function subscriptionNotFound(): AwsError {
  return new AwsError('NotFound', 'Subscription does not exist', 404);
}

/** Of what tags are asked for. */
export function resourceNotFound(): AwsError {
  return new AwsError('ResourceNotFound', 'Resource does not exist', 404);
}
