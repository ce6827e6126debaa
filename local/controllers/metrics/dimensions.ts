// The dimensions that tell AWS's metrics apart.

export type MetricDimension = { readonly Name: string; readonly Value: string };

/** Such as `app/web/0123456789abcdef`. */
export function loadBalancerDimension(LoadBalancerArn: string): MetricDimension {
  return { Name: 'LoadBalancer', Value: LoadBalancerArn.replace(/^.*:loadbalancer\//, '') };
}

/** Such as `targetgroup/web/0123456789abcdef`. */
export function targetGroupDimension(TargetGroupArn: string): MetricDimension {
  return { Name: 'TargetGroup', Value: TargetGroupArn.replace(/^.*:/, '') };
}

export function groupDimension(Value: string): MetricDimension {
  return { Name: 'AutoScalingGroupName', Value };
}

export function instanceDimension(Value: string): MetricDimension {
  return { Name: 'InstanceId', Value };
}
