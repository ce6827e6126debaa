// Types of resources that wait until the local region has their service.

/** Tokens, and the service that each waits for. */
export const waiting: Readonly<Record<string, string>> = {
  'aws:acm/certificate:Certificate': 'acm',
  'aws:acm/certificateValidation:CertificateValidation': 'acm',
  'aws:autoscaling/group:Group': 'autoscaling',
  'aws:autoscaling/policy:Policy': 'autoscaling',
  'aws:cloudwatch/dashboard:Dashboard': 'cloudwatch',
  'aws:cloudwatch/metricAlarm:MetricAlarm': 'cloudwatch',
  'aws:ec2/flowLog:FlowLog': 'ec2 CreateFlowLogs',
  'aws:lb/listener:Listener': 'elasticloadbalancing',
  'aws:lb/loadBalancer:LoadBalancer': 'elasticloadbalancing',
  'aws:lb/targetGroup:TargetGroup': 'elasticloadbalancing',
  'aws:route53/record:Record': 'route53',
  'aws:sns/topic:Topic': 'sns',
  'aws:sns/topicSubscription:TopicSubscription': 'sns',
};
