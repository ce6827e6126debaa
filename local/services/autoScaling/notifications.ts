// Notifications and warm pools, of which a group has none here; clients ask all the same.

import { groupNamed } from './groups.ts';
import type { AutoScalingOperations } from './service.ts';

export const notificationOperations: AutoScalingOperations = {
  DescribeNotificationConfigurations: () => ({ NotificationConfigurations: [] }),

  DescribeAutoScalingNotificationTypes: () => ({
    AutoScalingNotificationTypes: [
      'autoscaling:EC2_INSTANCE_LAUNCH',
      'autoscaling:EC2_INSTANCE_LAUNCH_ERROR',
      'autoscaling:EC2_INSTANCE_TERMINATE',
      'autoscaling:EC2_INSTANCE_TERMINATE_ERROR',
      'autoscaling:TEST_NOTIFICATION',
    ],
  }),

  DescribeWarmPool({ AutoScalingGroupName }, context) {
    groupNamed(context, AutoScalingGroupName);
    return { Instances: [] };
  },
};
