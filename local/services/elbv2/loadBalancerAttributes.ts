// Reads and changes the attributes of load balancers, and tells their capacity.

import { type Attributes, elbv2Tables } from '../../store/elbv2.ts';
import { shownAttributes, withAttributes } from './attributes.ts';
import { invalidConfigurationRequest, kinds } from './errors.ts';
import { loadBalancerAttributes } from './loadBalancerAttributeTable.ts';
import { byArn } from './records.ts';
import type { Elbv2Operations } from './service.ts';

export const loadBalancerAttributeOperations: Elbv2Operations = {
  ModifyLoadBalancerAttributes({ LoadBalancerArn, Attributes }, { store }) {
    const { loadBalancers } = elbv2Tables(store);
    const row = byArn(loadBalancers, kinds.loadBalancer, LoadBalancerArn);
    const table = loadBalancerAttributes(row);
    const attributes = withAttributes('Load balancer', table, row.attributes, Attributes);
    checkLogs(attributes);
    loadBalancers.put(row.LoadBalancerArn, { ...row, attributes });
    return { Attributes: shownAttributes(table, attributes) };
  },

  DescribeLoadBalancerAttributes({ LoadBalancerArn }, { store }) {
    const row = byArn(elbv2Tables(store).loadBalancers, kinds.loadBalancer, LoadBalancerArn);
    return { Attributes: shownAttributes(loadBalancerAttributes(row), row.attributes) };
  },

  /** No capacity is ever reserved. */
  DescribeCapacityReservation({ LoadBalancerArn }, { store }) {
    byArn(elbv2Tables(store).loadBalancers, kinds.loadBalancer, LoadBalancerArn);
    return { DecreaseRequestsRemaining: 2, CapacityReservationState: [] };
  },
};

/** Logs go to S3, of which there is none here: what AWS says of a bucket that it may not write to. */
function checkLogs(attributes: Attributes): void {
  for (const logs of ['access_logs', 'connection_logs', 'health_check_logs']) {
    if (attributes[`${logs}.s3.enabled`] !== 'true') continue;
    throw invalidConfigurationRequest(
      `Access Denied for bucket: ${attributes[`${logs}.s3.bucket`] ?? ''}. Please check S3bucket permission`,
    );
  }
}
