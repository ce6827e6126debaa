// Reads and changes the attributes of target groups.

import { type Attributes, elbv2Tables } from '../../store/elbv2.ts';
import { attributeValue, shownAttributes, withAttributes } from './attributes.ts';
import { invalidConfigurationRequest, kinds } from './errors.ts';
import { notBuilt } from './notBuilt.ts';
import { byArn } from './records.ts';
import type { Elbv2Operations } from './service.ts';
import { targetGroupAttributes } from './targetGroupAttributeTable.ts';

export const targetGroupAttributeOperations: Elbv2Operations = {
  ModifyTargetGroupAttributes({ TargetGroupArn, Attributes }, { store }) {
    const { targetGroups } = elbv2Tables(store);
    const row = byArn(targetGroups, kinds.targetGroup, TargetGroupArn);
    const attributes = withAttributes(
      'Target group',
      targetGroupAttributes,
      row.attributes,
      Attributes,
    );
    checkCombination(attributes);
    targetGroups.put(row.TargetGroupArn, { ...row, attributes });
    return { Attributes: shownAttributes(targetGroupAttributes, attributes) };
  },

  DescribeTargetGroupAttributes({ TargetGroupArn }, { store }) {
    const row = byArn(elbv2Tables(store).targetGroups, kinds.targetGroup, TargetGroupArn);
    return { Attributes: shownAttributes(targetGroupAttributes, row.attributes) };
  },
};

function checkCombination(attributes: Attributes): void {
  const kept = (key: string) => attributeValue(targetGroupAttributes, attributes, key);
  const algorithm = kept('load_balancing.algorithm.type');
  if (kept('slow_start.duration_seconds') !== '0' && algorithm !== 'round_robin') {
    throw invalidConfigurationRequest(
      `Slow start cannot be enabled with load balancing algorithm '${algorithm}'`,
    );
  }
  if (
    kept('load_balancing.algorithm.anomaly_mitigation') === 'on' &&
    algorithm !== 'weighted_random'
  ) {
    throw invalidConfigurationRequest(
      `Anomaly mitigation cannot be enabled with load balancing algorithm '${algorithm}'`,
    );
  }
  const isSticky = kept('stickiness.enabled') === 'true';
  if (isSticky && kept('stickiness.type') === 'app_cookie') {
    throw notBuilt('ModifyTargetGroupAttributes with stickiness by app_cookie');
  }
}
