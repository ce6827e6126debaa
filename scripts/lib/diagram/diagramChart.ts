// The stack as a Mermaid flowchart, out of the program's own graph: a box for each resource, an arrow from
// what uses to what is used. Resources of one kind that are many (rules, alarms) share a box.

import { type Graph, keyOf, type Resource } from '../../../infra/graph.ts';

type Kind = {
  readonly part: string;
  /** For a box that all resources of the kind share. */
  readonly plural?: string;
};

/** Every type of resource; a test fails for one that is missing. */
const kinds: Readonly<Record<string, Kind>> = {
  'awsx:ec2:Vpc': { part: 'Network' },
  'aws:ec2/vpcEndpoint:VpcEndpoint': { part: 'Network', plural: 'VpcEndpoints' },
  'aws:ec2/flowLog:FlowLog': { part: 'Network' },
  'aws:ec2/securityGroup:SecurityGroup': { part: 'Network' },
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': {
    part: 'Network',
    plural: 'SecurityGroupIngressRules',
  },
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': {
    part: 'Network',
    plural: 'SecurityGroupEgressRules',
  },
  'aws:acm/certificate:Certificate': { part: 'Load balancer' },
  'aws:acm/certificateValidation:CertificateValidation': { part: 'Load balancer' },
  'aws:route53/record:Record': { part: 'Load balancer' },
  'aws:lb/loadBalancer:LoadBalancer': { part: 'Load balancer' },
  'aws:lb/targetGroup:TargetGroup': { part: 'Load balancer' },
  'aws:lb/listener:Listener': { part: 'Load balancer' },
  'aws:iam/role:Role': { part: 'Identity' },
  'aws:iam/rolePolicy:RolePolicy': { part: 'Identity', plural: 'RolePolicies' },
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': { part: 'Identity' },
  'aws:iam/instanceProfile:InstanceProfile': { part: 'Identity' },
  'aws:ec2/launchTemplate:LaunchTemplate': { part: 'Fleet' },
  'aws:autoscaling/group:Group': { part: 'Fleet' },
  'aws:autoscaling/policy:Policy': { part: 'Fleet', plural: 'Policies' },
  'command:local:Command': { part: 'Fleet' },
  'aws:dynamodb/table:Table': { part: 'Data' },
  'aws:cloudwatch/logGroup:LogGroup': { part: 'Data' },
  'aws:cloudwatch/metricAlarm:MetricAlarm': { part: 'Observability', plural: 'MetricAlarms' },
  'aws:cloudwatch/dashboard:Dashboard': { part: 'Observability' },
  'aws:sns/topic:Topic': { part: 'Observability' },
  'aws:sns/topicSubscription:TopicSubscription': { part: 'Observability' },
};

type Box = {
  readonly id: string;
  readonly part: string;
  readonly label: string;
  readonly uses: readonly string[];
};

export function flowchart({ resources }: Graph): string {
  const boxIds = new Map(resources.map((resource) => [keyOf(resource), boxId(resource)]));
  const boxes = [...Map.groupBy(resources, boxId)].map(([id, members]) =>
    makeBox(id, members, (key) => boxIds.get(key) ?? ''),
  );
  const parts = Map.groupBy(boxes, ({ part }) => part);
  const lines = [
    'flowchart LR',
    ...[...parts].flatMap(([part, members], index) => [
      `  subgraph part${index}["${part}"]`,
      ...members.map(({ id, label }) => `    ${id}["${label}"]`),
      '  end',
    ]),
    ...boxes.flatMap(({ id, uses }) =>
      withoutDetours(uses, boxes).map((used) => `  ${id} --> ${used}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** @throws for a type that has no kind yet */
export function kindOf({ type }: Resource): Kind {
  const kind = kinds[type];
  if (kind) return kind;
  throw new Error(
    `${type}: expected a type of scripts/lib/diagram/diagramChart.ts, got a new one. Add it`,
  );
}

function boxId(resource: Resource): string {
  const typeName = lastPart(resource.type);
  return kindOf(resource).plural ?? `${typeName}_${resource.name.replaceAll('-', '_')}`;
}

function makeBox(id: string, members: readonly Resource[], idOf: (key: string) => string): Box {
  const [first] = members;
  if (!first) throw new Error(`${id}: expected a resource, got none`);
  const { part, plural } = kindOf(first);
  const used = members.flatMap(({ dependsOn }) => dependsOn.map(idOf));
  return {
    id,
    part,
    label:
      plural !== undefined && members.length > 1
        ? `${members.length} ${plural}`
        : `${lastPart(first.type)}<br/>${first.name}`,
    uses: [...new Set(used)].filter((other) => other !== id).sort(),
  };
}

/** Of what a box uses, those that it does not reach by way of another: the picture's arrows. */
function withoutDetours(uses: readonly string[], boxes: readonly Box[]): readonly string[] {
  const usesOf = new Map(boxes.map((box) => [box.id, box.uses]));
  function reaches(from: string, to: string): boolean {
    return (usesOf.get(from) ?? []).some((next) => next === to || reaches(next, to));
  }
  return uses.filter((used) => !uses.some((other) => other !== used && reaches(other, used)));
}

function lastPart(type: string): string {
  return type.split(':').at(-1) ?? type;
}
