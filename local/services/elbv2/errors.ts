// Elastic Load Balancing's errors, under their codes on the wire.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/CommonErrors.html

import { AwsError } from '../../wire/awsError.ts';

/** A kind of resource, as its ARNs and errors name it. */
export type ResourceKind = {
  /** At the beginning of an ARN's last part, such as `loadbalancer/app/`. */
  readonly prefix: string;
  readonly notFoundCode: string;
  /** In sentences, such as `load balancer`. */
  readonly noun: string;
};

export const kinds = {
  loadBalancer: {
    prefix: 'loadbalancer/',
    notFoundCode: 'LoadBalancerNotFound',
    noun: 'load balancer',
  },
  targetGroup: {
    prefix: 'targetgroup/',
    notFoundCode: 'TargetGroupNotFound',
    noun: 'target group',
  },
  listener: { prefix: 'listener/', notFoundCode: 'ListenerNotFound', noun: 'listener' },
  rule: { prefix: 'listener-rule/', notFoundCode: 'RuleNotFound', noun: 'rule' },
} as const satisfies Record<string, ResourceKind>;

/** One that an operation is to act on. */
export function notFound({ notFoundCode, noun }: ResourceKind, arn: string): AwsError {
  return new AwsError(notFoundCode, `${capitalised(noun)} '${arn}' not found`);
}

/** Some of those that are to be described. */
export function someNotFound({ notFoundCode, noun }: ResourceKind): AwsError {
  return new AwsError(notFoundCode, `One or more ${noun}s not found`);
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

export function invalidConfigurationRequest(message: string): AwsError {
  return new AwsError('InvalidConfigurationRequest', message);
}

export function operationNotPermitted(message: string): AwsError {
  return new AwsError('OperationNotPermitted', message);
}

export function invalidTarget(message: string): AwsError {
  return new AwsError('InvalidTarget', message);
}

export function invalidLoadBalancerAction(message: string): AwsError {
  return new AwsError('InvalidLoadBalancerAction', message);
}

/** Refuses a name that another has. */
export function duplicateName(kind: ResourceKind, name: string): AwsError {
  const code =
    kind === kinds.loadBalancer ? 'DuplicateLoadBalancerName' : 'DuplicateTargetGroupName';
  return new AwsError(
    code,
    `A ${kind.noun} with the same name '${name}' exists, but with different settings`,
  );
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
