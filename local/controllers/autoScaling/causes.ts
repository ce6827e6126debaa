// Why an instance came or went, in AWS's sentences.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-verify-scaling-activity.html

import type { GroupInstanceRow, InstanceRefreshRow } from '../../store/autoScaling.ts';
import { activityTime } from '../../store/capacity.ts';
import type { GroupView } from './view.ts';

export const causes = {
  grow(view: GroupView, from: number): string {
    return (
      why(view) +
      `${at(view)} an instance was started in response to a difference between desired and actual ` +
      `capacity, increasing the capacity from ${from} to ${view.group.DesiredCapacity}.`
    );
  },

  shrink(view: GroupView, from: number, { InstanceId }: GroupInstanceRow): string {
    return (
      why(view) +
      `${at(view)} an instance was taken out of service in response to a difference between desired ` +
      `and actual capacity, shrinking the capacity from ${from} to ${view.group.DesiredCapacity}.  ` +
      `${at(view)} instance ${InstanceId} was selected for termination.`
    );
  },

  unhealthy(view: GroupView, { cause }: GroupInstanceRow): string {
    const ailment = cause ?? 'a user health-check';
    return `${at(view)} an instance was taken out of service in response to ${ailment}.`;
  },

  replaceUnhealthy(view: GroupView): string {
    return `${at(view)} an instance was launched in response to an unhealthy instance needing to be replaced.`;
  },

  rebalance(view: GroupView): string {
    return `${at(view)} an instance was launched to balance instances in zones with other zones.`;
  },

  refresh(
    view: GroupView,
    { Status, InstanceRefreshId }: InstanceRefreshRow,
    deed: string,
  ): string {
    const what =
      Status === 'RollbackInProgress'
        ? 'the rollback of an instance refresh'
        : 'an instance refresh';
    return `${at(view)} an instance was ${deed} in response to ${what} with ID ${InstanceRefreshId}.`;
  },
};

function at({ now }: GroupView): string {
  return `At ${activityTime(new Date(now))}`;
}

/** The change of the desired capacity that it follows from, sentences of their own. */
function why({ group: { capacityCause } }: GroupView): string {
  return capacityCause === undefined ? '' : `${capacityCause}  `;
}
