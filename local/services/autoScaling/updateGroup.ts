// UpdateAutoScalingGroup and SetDesiredCapacity: what is to be of a group from now on.

import type { UpdateAutoScalingGroupType } from '@aws-sdk/client-auto-scaling';
import type { GroupRow } from '../../store/autoScaling.ts';
import { constraintsReason, withCapacity, withinBounds } from '../../store/capacity.ts';
import type { Context } from '../shared/context.ts';
import { checkCooldown } from './cooldown.ts';
import { validationError } from './errors.ts';
import { groupNetwork } from './groupNetwork.ts';
import {
  checkBounds,
  checkDesired,
  plainSettings,
  refuseUnbuiltSettings,
} from './groupSettings.ts';
import { changeableGroup, putGroup } from './groups.ts';
import { checkedTemplate, checkUpdateRestriction } from './launchTemplates.ts';
import type { AutoScalingOperations } from './service.ts';

export const updateGroupOperations: AutoScalingOperations = {
  UpdateAutoScalingGroup(input, context) {
    refuseUnbuiltSettings('UpdateAutoScalingGroup', input);
    const row = changeableGroup(context, input.AutoScalingGroupName);
    const changed: GroupRow = {
      ...row,
      ...plainSettings(context, input),
      ...changedNetwork(context, row, input),
      ...changedTemplate(context, row, input),
    };
    putGroup(context, withBounds(changed, input, context));
    return {};
  },

  SetDesiredCapacity({ AutoScalingGroupName, DesiredCapacity = 0, HonorCooldown }, context) {
    const row = changeableGroup(context, AutoScalingGroupName);
    const { MinSize, MaxSize } = row;
    if (DesiredCapacity > MaxSize) {
      throw validationError(
        `New SetDesiredCapacity value ${DesiredCapacity} is above max value ${MaxSize} for the AutoScalingGroup.`,
      );
    }
    if (DesiredCapacity < MinSize) {
      throw validationError(
        `New SetDesiredCapacity value ${DesiredCapacity} is below min value ${MinSize} for the AutoScalingGroup.`,
      );
    }
    if (HonorCooldown) checkCooldown(row, row.DefaultCooldown, context.now());
    const reason = 'a user request explicitly set group desired capacity';
    putGroup(context, withCapacity(row, DesiredCapacity, reason, context.now()));
    return {};
  },
};

/** New bounds move what is desired into them, unless the caller says what is. */
function withBounds(row: GroupRow, input: UpdateAutoScalingGroupType, { now }: Context): GroupRow {
  const { MinSize = row.MinSize, MaxSize = row.MaxSize } = input;
  const bounds = { MinSize, MaxSize };
  checkBounds(bounds);
  if (input.DesiredCapacity !== undefined) checkDesired(bounds, input.DesiredCapacity);
  const desired = input.DesiredCapacity ?? withinBounds(bounds, row.DesiredCapacity);
  const reason = constraintsReason('a user request', bounds, desired);
  return withCapacity({ ...row, ...bounds }, desired, reason, now());
}

function changedNetwork(
  context: Context,
  row: GroupRow,
  { VPCZoneIdentifier, AvailabilityZones }: UpdateAutoScalingGroupType,
): Partial<GroupRow> {
  if (VPCZoneIdentifier === undefined && !AvailabilityZones?.length) return {};
  // Zones alone mean the subnets that it has already, as long as those are in them.
  const isOfZones = AvailabilityZones?.some((zone) => !row.AvailabilityZones.includes(zone));
  return groupNetwork(context, {
    VPCZoneIdentifier: VPCZoneIdentifier ?? (isOfZones ? undefined : row.VPCZoneIdentifier),
    AvailabilityZones,
  });
}

function changedTemplate(
  context: Context,
  row: GroupRow,
  { LaunchTemplate }: UpdateAutoScalingGroupType,
): Partial<GroupRow> {
  if (!LaunchTemplate) return {};
  const checked = checkedTemplate(context, LaunchTemplate);
  const { LaunchTemplateId, Version } = row.LaunchTemplate;
  if (checked.LaunchTemplateId !== LaunchTemplateId || checked.Version !== Version) {
    checkUpdateRestriction(context, row.AutoScalingGroupName);
  }
  return { LaunchTemplate: checked };
}
