// What whoever deploys a stack may do, and no more: for each type of resource that the program makes, the
// actions that make, change and delete it, on names that begin with `rollover`. docs/deploy-policy.json is
// generated from this; a test fails for a type that is missing here.

export type Grant = {
  readonly actions: readonly string[];
  /** ARNs; a star where AWS cannot limit the actions to any. */
  readonly on: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

const arn = (service: string, ...names: string[]) =>
  names.map((name) => `arn:aws:${service}:${service === 'iam' ? '' : '*'}:*:${name}`);

/** EC2's parts of a network have ids, not names: nothing that could limit their making. */
const ec2 = (...actions: string[]): Grant => ({
  actions: actions.map((action) => `ec2:${action}`),
  on: ['*'],
});

const roleNames = arn('iam', 'role/rollover-*');
const tagging = ['elasticloadbalancing:AddTags', 'elasticloadbalancing:RemoveTags'];

export const grantsByType: Readonly<Record<string, Grant>> = {
  'awsx:ec2:Vpc': ec2(
    ...['CreateVpc', 'ModifyVpcAttribute', 'DeleteVpc'],
    ...['CreateSubnet', 'ModifySubnetAttribute', 'DeleteSubnet'],
    ...['CreateInternetGateway', 'AttachInternetGateway'],
    ...['DetachInternetGateway', 'DeleteInternetGateway'],
    ...['CreateRouteTable', 'AssociateRouteTable', 'DisassociateRouteTable', 'DeleteRouteTable'],
    ...['CreateRoute', 'ReplaceRoute', 'DeleteRoute'],
    ...['AllocateAddress', 'DisassociateAddress', 'ReleaseAddress'],
    ...['CreateNatGateway', 'DeleteNatGateway', 'CreateTags', 'DeleteTags'],
  ),
  'aws:ec2/vpcEndpoint:VpcEndpoint': ec2(
    'CreateVpcEndpoint',
    'ModifyVpcEndpoint',
    'DeleteVpcEndpoints',
  ),
  'aws:ec2/flowLog:FlowLog': ec2('CreateFlowLogs', 'DeleteFlowLogs'),
  'aws:ec2/securityGroup:SecurityGroup': ec2(
    'CreateSecurityGroup',
    'DeleteSecurityGroup',
    'RevokeSecurityGroupEgress',
  ),
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': ec2(
    'AuthorizeSecurityGroupIngress',
    'ModifySecurityGroupRules',
    'RevokeSecurityGroupIngress',
  ),
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': ec2(
    'AuthorizeSecurityGroupEgress',
    'ModifySecurityGroupRules',
    'RevokeSecurityGroupEgress',
  ),
  'aws:ec2/launchTemplate:LaunchTemplate': ec2(
    'CreateLaunchTemplate',
    'CreateLaunchTemplateVersion',
    'ModifyLaunchTemplate',
    'DeleteLaunchTemplate',
    // Auto Scaling asks whether whoever names a template may launch it.
    'RunInstances',
  ),
  'aws:lb/loadBalancer:LoadBalancer': {
    actions: [
      'CreateLoadBalancer',
      'ModifyLoadBalancerAttributes',
      'SetSecurityGroups',
      'SetSubnets',
      'SetIpAddressType',
      'DeleteLoadBalancer',
    ]
      .map((action) => `elasticloadbalancing:${action}`)
      .concat(tagging),
    on: arn('elasticloadbalancing', 'loadbalancer/app/rollover-*'),
  },
  'aws:lb/targetGroup:TargetGroup': {
    actions: [
      'CreateTargetGroup',
      'ModifyTargetGroup',
      'ModifyTargetGroupAttributes',
      'DeleteTargetGroup',
    ]
      .map((action) => `elasticloadbalancing:${action}`)
      .concat(tagging),
    on: arn('elasticloadbalancing', 'targetgroup/rollover-*'),
  },
  'aws:lb/listener:Listener': {
    actions: ['CreateListener', 'ModifyListener', 'ModifyListenerAttributes', 'DeleteListener']
      .map((action) => `elasticloadbalancing:${action}`)
      .concat(tagging),
    on: arn('elasticloadbalancing', 'loadbalancer/app/rollover-*', 'listener/app/rollover-*'),
  },
  'aws:iam/role:Role': {
    actions: ['CreateRole', 'DeleteRole', 'TagRole', 'UntagRole', 'UpdateAssumeRolePolicy'].map(
      (action) => `iam:${action}`,
    ),
    on: roleNames,
  },
  'aws:iam/rolePolicy:RolePolicy': {
    actions: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
    on: roleNames,
  },
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': {
    actions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
    on: roleNames,
    condition: {
      ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore' },
    },
  },
  'aws:iam/instanceProfile:InstanceProfile': {
    actions: [
      'CreateInstanceProfile',
      'AddRoleToInstanceProfile',
      'RemoveRoleFromInstanceProfile',
      'DeleteInstanceProfile',
      'TagInstanceProfile',
      'UntagInstanceProfile',
    ].map((action) => `iam:${action}`),
    on: arn('iam', 'instance-profile/rollover-*'),
  },
  'aws:dynamodb/table:Table': {
    actions: [
      'CreateTable',
      'UpdateTable',
      'UpdateContinuousBackups',
      'DeleteTable',
      'TagResource',
      'UntagResource',
    ].map((action) => `dynamodb:${action}`),
    on: arn('dynamodb', 'table/rollover-*'),
  },
  'aws:cloudwatch/logGroup:LogGroup': {
    actions: [
      'CreateLogGroup',
      'PutRetentionPolicy',
      'DeleteLogGroup',
      'TagResource',
      'UntagResource',
    ].map((action) => `logs:${action}`),
    on: arn('logs', 'log-group:rollover-*'),
  },
  'aws:cloudwatch/metricAlarm:MetricAlarm': {
    actions: ['PutMetricAlarm', 'DeleteAlarms', 'TagResource', 'UntagResource'].map(
      (action) => `cloudwatch:${action}`,
    ),
    on: arn('cloudwatch', 'alarm:rollover-*'),
  },
  'aws:cloudwatch/dashboard:Dashboard': {
    actions: ['cloudwatch:PutDashboard', 'cloudwatch:DeleteDashboards'],
    on: ['arn:aws:cloudwatch::*:dashboard/rollover-*'],
  },
  'aws:sns/topic:Topic': {
    actions: [
      'CreateTopic',
      'SetTopicAttributes',
      'DeleteTopic',
      'TagResource',
      'UntagResource',
    ].map((action) => `sns:${action}`),
    on: arn('sns', 'rollover-*'),
  },
  'aws:sns/topicSubscription:TopicSubscription': {
    actions: ['sns:Subscribe', 'sns:SetSubscriptionAttributes', 'sns:Unsubscribe'],
    on: arn('sns', 'rollover-*'),
  },
  'aws:acm/certificate:Certificate': {
    actions: [
      'acm:RequestCertificate',
      'acm:DeleteCertificate',
      'acm:AddTagsToCertificate',
      'acm:RemoveTagsFromCertificate',
    ],
    on: arn('acm', 'certificate/*'),
  },
  'aws:acm/certificateValidation:CertificateValidation': { actions: [], on: [] },
  'aws:route53/record:Record': {
    actions: ['route53:ChangeResourceRecordSets', 'route53:ListResourceRecordSets'],
    on: ['arn:aws:route53:::hostedzone/*'],
  },
  'command:local:Command': { actions: [], on: [] },
  'aws:autoscaling/group:Group': {
    actions: [
      'CreateAutoScalingGroup',
      'UpdateAutoScalingGroup',
      'CreateOrUpdateTags',
      'DeleteTags',
      'EnableMetricsCollection',
      'DisableMetricsCollection',
      'DeleteAutoScalingGroup',
    ].map((action) => `autoscaling:${action}`),
    on: arn('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/rollover-*'),
  },
  'aws:autoscaling/policy:Policy': {
    actions: ['autoscaling:PutScalingPolicy', 'autoscaling:DeletePolicy'],
    on: arn('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/rollover-*'),
  },
};
