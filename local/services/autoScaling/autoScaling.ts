// Amazon EC2 Auto Scaling: groups of instances, and what changes their size.
// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/

import * as client from '@aws-sdk/client-auto-scaling';
import { defineService } from '../../wire/service.ts';
import { constrained } from '../shared/constraints.ts';
import type { Context, RegionService } from '../shared/context.ts';
import { activityOperations } from './activities.ts';
import { createGroupOperations } from './createGroup.ts';
import { deleteGroupOperations } from './deleteGroup.ts';
import { describeGroupOperations } from './describeGroups.ts';
import { executePolicyOperations } from './executePolicy.ts';
import { instanceRefreshOperations } from './instanceRefreshes.ts';
import { instanceOperations } from './instances.ts';
import { lifecycleHookOperations } from './lifecycleHooks.ts';
import { memberConstraints } from './members.ts';
import { membershipOperations } from './membership.ts';
import { notificationOperations } from './notifications.ts';
import { policyOperations } from './policies.ts';
import { processOperations } from './processes.ts';
import { scheduledActionOperations } from './scheduledActions.ts';
import { tagOperations } from './tags.ts';
import { trafficSourceOperations } from './trafficSources.ts';
import { updateGroupOperations } from './updateGroup.ts';

export const autoScaling: RegionService = defineService<Context, typeof client>(
  client,
  {
    signingName: 'autoscaling',
    version: '2011-01-01',
    protocols: ['awsQuery'],
    xmlNamespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
    target: 'AutoScaling_2011_01_01',
    isGlobal: false,
  },
  constrained('ValidationError', memberConstraints, {
    ...createGroupOperations,
    ...updateGroupOperations,
    ...deleteGroupOperations,
    ...describeGroupOperations,
    ...instanceOperations,
    ...membershipOperations,
    ...instanceRefreshOperations,
    ...trafficSourceOperations,
    ...processOperations,
    ...tagOperations,
    ...lifecycleHookOperations,
    ...policyOperations,
    ...executePolicyOperations,
    ...scheduledActionOperations,
    ...activityOperations,
    ...notificationOperations,
  }),
);
