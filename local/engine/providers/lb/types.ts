// Elastic Load Balancing's types of resources, by their tokens.

import type { AwsOf } from '../aws.ts';
import { listener } from './listener.ts';
import { listenerRule } from './listenerRule.ts';
import { loadBalancer } from './loadBalancer.ts';
import { targetGroup } from './targetGroup.ts';

export const lbTypes = (awsOf: AwsOf) => ({
  'aws:lb/listener:Listener': listener(awsOf),
  'aws:lb/listenerRule:ListenerRule': listenerRule(awsOf),
  'aws:lb/loadBalancer:LoadBalancer': loadBalancer(awsOf),
  'aws:lb/targetGroup:TargetGroup': targetGroup(awsOf),
});
