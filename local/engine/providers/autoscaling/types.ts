// Auto Scaling's types of resources, by their tokens.

import type { AwsOf } from '../aws.ts';
import { group } from './group.ts';
import { policy } from './policy.ts';

export const autoScalingTypes = (awsOf: AwsOf) => ({
  'aws:autoscaling/group:Group': group(awsOf),
  'aws:autoscaling/policy:Policy': policy(awsOf),
});
