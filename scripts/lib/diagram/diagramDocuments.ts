// The documents that the program itself writes: each a file of the repository with its text. `npm run diagram`
// writes them, and a test finds those that are out of date.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Graph, loadGraph } from '../../../infra/graph.ts';
import { root } from '../lockedPackage.mjs';
import { flowchart } from './diagramChart.ts';
import { previewPolicy, releasePolicy, stackPolicy } from './diagramPolicy.ts';
import {
  alarmSections,
  costTable,
  propertyTable,
  resourceTable,
  settingsTables,
} from './diagramTables.ts';

export type Document = { readonly path: string; readonly text: string };

const everySetting = {
  domain: 'app.example.com',
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  wayOut: 'endpoints',
  requestsPerTarget: '1000',
  flowLogs: 'true',
  alarmEmail: 'ops@example.com',
} as const;

const generated = '<!-- Written by `npm run diagram`. -->';

export async function documents(): Promise<readonly Document[]> {
  const plain = await loadGraph();
  const full = await loadGraph({ settings: everySetting });
  return [
    { path: 'docs/architecture.md', text: architecture(plain) },
    { path: 'docs/settings.md', text: settings() },
    { path: 'docs/alarms.md', text: alarms() },
    { path: 'docs/aws.md', text: await withCosts('docs/aws.md') },
    { path: 'docs/stack-policy.json', text: stackPolicy() },
    { path: 'docs/release-policy.json', text: releasePolicy() },
    { path: 'docs/preview-policy.json', text: previewPolicy() },
    { path: 'infra/graph.md', text: graphs(plain, full) },
  ];
}

function architecture(graph: Graph): string {
  return `${generated}

# What a stack is made of

Every resource of a stack with the default settings, as the program in \`infra/\` registers it. An arrow
leads from a resource to what must stand before it. The network is one box: it holds the VPC, a public and a
private subnet in each zone, their routes, the internet gateway and the NAT gateway.

\`\`\`mermaid
${flowchart(graph)}\`\`\`
`;
}

function settings(): string {
  return `${generated}

# Settings of a stack

They stand in \`Pulumi.<stack>.yaml\`, each as \`rollover:<setting>\`, beside \`aws:region\`, which has no
default. All that are wrong are reported together, before anything is changed. Costs are AWS's list prices in
us-east-1, per month.

${settingsTables()}`;
}

function alarms(): string {
  return `${generated}

# Alarms

Each tells the topic \`rollover-alarms\` when it fires and when it is over, and so, where \`alarmEmail\` is set,
a person. Those that \`rolloutAlarms\` names undo a rollout while it runs. Their thresholds are settings.

${alarmSections()}`;
}

function graphs(plain: Graph, full: Graph): string {
  const calls = [...new Set(full.calls.map(({ token }) => token))].map((token) => `- ${token}\n`);
  return `${generated}

# The program's graph

With the default settings:

${resourceTable(plain)}
With ${Object.entries(everySetting)
    .map(([key, value]) => `\`${key}: ${value}\``)
    .join(', ')}:

${resourceTable(full)}
## Properties that are set

${propertyTable([plain, full])}
## Functions that are called

${calls.join('')}`;
}

const costBlock = /(<!-- costs -->\n)[\s\S]*(\n<!-- \/costs -->)/;

/** The document as it stands, with the costs as they are. */
async function withCosts(path: string): Promise<string> {
  const text = await readFile(join(root, path), 'utf8');
  if (!costBlock.test(text)) throw new Error(`${path}: expected a block <!-- costs -->, got none`);
  return text.replace(costBlock, (_, start, end) => `${start}\n${costTable()}${end}`);
}
