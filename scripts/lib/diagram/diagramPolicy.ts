// The policies in docs/: what a person or a CI role may do. docs/stack-policy.json makes, changes and destroys
// a stack, and comes from infra/deployPolicy.ts; docs/release-policy.json bakes, releases and rolls over, and
// has what the scripts call. Two, because IAM takes 6,144 characters in one. docs/preview-policy.json is what
// `deploy --dry-run` needs: it only reads.

import { type Grant, grantsByType } from '../../../infra/deployPolicy.ts';

type Statement = {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Grant['condition'];
};

const ours = 'arn:aws:iam::*:role/rollover-*';
const inGroup = 'arn:aws:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/rollover-*';
const tagged = (tag: string) => ({ StringLike: { [`aws:ResourceTag/${tag}`]: '*' } });
/** Of the formatter (biome.json). */
const lineWidth = 100;
/** Of EC2's actions, those that take something away: only what is tagged as a stack's. */
const removes = /^ec2:(Delete(?!Tags)|Detach|Release)/;

const reads: readonly Statement[] = [
  statement('Read', [
    'acm:DescribeCertificate',
    'acm:ListTagsForCertificate',
    'autoscaling:Describe*',
    'cloudwatch:DescribeAlarms',
    'cloudwatch:GetDashboard',
    'cloudwatch:ListTagsForResource',
    'ec2:Describe*',
    'elasticloadbalancing:Describe*',
    'iam:GetInstanceProfile',
    'iam:GetRole',
    'iam:GetRolePolicy',
    'iam:ListAttachedRolePolicies',
    'iam:ListInstanceProfilesForRole',
    'iam:ListRolePolicies',
    'logs:DescribeLogGroups',
    'logs:ListTagsForResource',
    'route53:GetChange',
    'route53:GetHostedZone',
    'sns:GetSubscriptionAttributes',
    'sns:GetTopicAttributes',
    'sns:ListTagsForResource',
  ]),
  statement('ReadRelease', ['ssm:GetParameter'], 'arn:aws:ssm:*:*:parameter/rollover/*'),
  statement(
    'ReadTable',
    ['dynamodb:Describe*', 'dynamodb:ListTagsOfResource'],
    'arn:aws:dynamodb:*:*:table/rollover-*',
  ),
];

const passes: readonly Statement[] = [
  statement('PassRole', ['iam:PassRole'], ours, {
    StringEquals: { 'iam:PassedToService': ['ec2.amazonaws.com', 'vpc-flow-logs.amazonaws.com'] },
  }),
  statement(
    'FirstUseOfServices',
    ['iam:CreateServiceLinkedRole'],
    'arn:aws:iam::*:role/aws-service-role/*',
    {
      StringEquals: {
        'iam:AWSServiceName': ['autoscaling.amazonaws.com', 'elasticloadbalancing.amazonaws.com'],
      },
    },
  ),
];

const release: readonly Statement[] = [
  statement('Bake', [
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:CreateImage',
    'ec2:CreateSecurityGroup',
    'ec2:CreateTags',
    'ec2:Describe*',
    'ec2:GetConsoleOutput',
    'ec2:ImportKeyPair',
    'ec2:ModifyImageAttribute',
    'ec2:RunInstances',
  ]),
  statement(
    'EndBake',
    [
      'ec2:DeleteKeyPair',
      'ec2:DeleteSecurityGroup',
      'ec2:ModifyInstanceMetadataOptions',
      'ec2:StopInstances',
      'ec2:TerminateInstances',
    ],
    '*',
    tagged('rollover:bake'),
  ),
  statement('EndImage', ['ec2:DeleteSnapshot', 'ec2:DeregisterImage'], '*', tagged('rollover:key')),
  statement(
    'Release',
    ['ssm:DeleteParameter', 'ssm:GetParameter', 'ssm:GetParameterHistory', 'ssm:PutParameter'],
    'arn:aws:ssm:*:*:parameter/rollover/*',
  ),
  statement(
    'FindReleases',
    ['ssm:GetParametersByPath'],
    [
      // The path that is asked for, with and without its last slash.
      'arn:aws:ssm:*:*:parameter/rollover',
      'arn:aws:ssm:*:*:parameter/rollover/*',
    ],
  ),
  statement(
    'Rollout',
    [
      'autoscaling:CancelInstanceRefresh',
      'autoscaling:RollbackInstanceRefresh',
      'autoscaling:StartInstanceRefresh',
    ],
    inGroup,
  ),
  statement('WatchRollout', [
    'autoscaling:Describe*',
    'cloudwatch:DescribeAlarms',
    'cloudwatch:GetMetricData',
    'elasticloadbalancing:Describe*',
  ]),
  statement('ReadLogs', ['logs:GetLogEvents'], 'arn:aws:logs:*:*:log-group:rollover-*'),
];

export const stackPolicy = () => policy([...programStatements(), ...reads, ...passes]);
export const releasePolicy = () => policy(release);
export const previewPolicy = () => policy(reads);

function policy(Statement: readonly Statement[]): string {
  const text = JSON.stringify({ Version: '2012-10-17', Statement }, null, 2);
  return `${text.replaceAll(/^( *)(.*)\[\n([^[\]{}]*?)\n *\]/gm, onOneLine)}\n`;
}

/** A list of texts that is short, as the formatter wants it. */
function onOneLine(list: string, indent: string, start: string, items: string): string {
  const line = `${indent}${start}[${items.replaceAll(/\n\s*/g, ' ').trim()}]`;
  return line.length < lineWidth ? line : list;
}

/** One statement for each service, and for what stands under a condition. */
function programStatements(): readonly Statement[] {
  const grants = Object.values(grantsByType).flatMap(splitRemovals);
  const byStatement = Map.groupBy(grants, ({ actions, condition }) =>
    JSON.stringify([actions[0]?.split(':')[0], condition ?? null]),
  );
  return [...byStatement.values()].map((group) => {
    const [first] = group;
    const service = first?.actions[0]?.split(':')[0] ?? '';
    const name = service.replace(/^./, (letter) => letter.toUpperCase());
    const limit = first?.condition === undefined ? '' : 'Limited';
    const actions = unique(group.flatMap(({ actions }) => actions));
    const resources = unique(group.flatMap(({ on }) => on));
    const resource = resources.length === 1 ? (resources[0] ?? '*') : resources;
    return statement(`${name}${limit}`, actions, resource, first?.condition);
  });
}

function splitRemovals({ actions, on, condition }: Grant): readonly Grant[] {
  const { true: removing = [], false: others = [] } = Object.groupBy(actions, (action) =>
    removes.test(action) ? 'true' : 'false',
  );
  return [
    { actions: others, on, ...(condition && { condition }) },
    { actions: removing, on, condition: tagged('rollover:stack') },
  ].filter((grant) => grant.actions.length > 0);
}

function statement(
  Sid: string,
  Action: readonly string[],
  Resource: Statement['Resource'] = '*',
  Condition?: Grant['condition'],
): Statement {
  return { Sid, Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) };
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
