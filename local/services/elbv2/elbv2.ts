// Elastic Load Balancing, of which there are Application Load Balancers that speak HTTP to instances.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/

import * as client from '@aws-sdk/client-elastic-load-balancing-v2';
import { defineService } from '../../wire/service.ts';
import { constrained } from '../shared/constraints.ts';
import type { Context, RegionService } from '../shared/context.ts';
import { accountOperations } from './account.ts';
import { listenerAttributeOperations } from './listenerAttributes.ts';
import { listenerOperations } from './listeners.ts';
import { loadBalancerAttributeOperations } from './loadBalancerAttributes.ts';
import { loadBalancerNetworkOperations } from './loadBalancerNetwork.ts';
import { loadBalancerOperations } from './loadBalancers.ts';
import { memberConstraints } from './members.ts';
import { rulePriorityOperations } from './rulePriorities.ts';
import { ruleOperations } from './rules.ts';
import { tagOperations } from './tags.ts';
import { targetGroupAttributeOperations } from './targetGroupAttributes.ts';
import { targetGroupOperations } from './targetGroups.ts';
import { targetHealthOperations } from './targetHealth.ts';
import { targetOperations } from './targets.ts';

export const elbv2: RegionService = defineService<Context, typeof client>(
  client,
  {
    signingName: 'elasticloadbalancing',
    version: '2015-12-01',
    protocols: ['awsQuery'],
    xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    target: 'ElasticLoadBalancing_v10',
    isGlobal: false,
  },
  constrained('ValidationError', memberConstraints, {
    ...loadBalancerOperations,
    ...loadBalancerNetworkOperations,
    ...loadBalancerAttributeOperations,
    ...targetGroupOperations,
    ...targetGroupAttributeOperations,
    ...targetOperations,
    ...targetHealthOperations,
    ...listenerOperations,
    ...listenerAttributeOperations,
    ...ruleOperations,
    ...rulePriorityOperations,
    ...tagOperations,
    ...accountOperations,
  }),
);
