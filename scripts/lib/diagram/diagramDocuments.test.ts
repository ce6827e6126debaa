import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../lockedPackage.mjs';
import { type Document, documents } from './diagramDocuments.ts';
import { previewPolicy, releasePolicy, stackPolicy } from './diagramPolicy.ts';

describe('The documents that the program writes', () => {
  let written: readonly Document[];
  beforeAll(async () => {
    written = await documents();
  });

  test('are up to date; `npm run diagram` brings them there', () => {
    for (const { path, text } of written) {
      expect(readFileSync(join(root, path), 'utf8'), path).toBe(text);
    }
    expect(written.map(({ path }) => path)).toContain('docs/architecture.md');
  });

  test('say nothing twice, and have no cell that breaks its table', () => {
    for (const { path, text } of written) {
      const rows = text.split('\n').filter((line) => line.startsWith('|'));
      for (const table of tablesOf(text)) {
        const widths = table.map((row) => row.split('|').length);
        expect(new Set(widths).size, path).toBe(1);
      }
      const resources = rows.filter((row) => row.startsWith('| aws'));
      if (path === 'docs/settings.md') expect(new Set(rows).size).toBeGreaterThan(40);
      if (path === 'infra/graph.md') expect(resources.length).toBeGreaterThan(80);
    }
  });
});

describe('The policies', () => {
  const policies = {
    stackPolicy: stackPolicy(),
    releasePolicy: releasePolicy(),
    previewPolicy: previewPolicy(),
  };

  test.each(Object.entries(policies))('%s fits into one policy of IAM', (_, text) => {
    expect(text.replaceAll(/\s/g, '').length).toBeLessThanOrEqual(6144);
    const { Version, Statement } = JSON.parse(text);
    expect(Version).toBe('2012-10-17');
    const ids = Statement.map(({ Sid }: { Sid: string }) => Sid);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]+$/);
  });

  test('of releases has every action that a script calls', () => {
    const missing = actionsOfScripts((name) => !asks(name)).filter(isMissingIn('releasePolicy'));
    expect(missing).toEqual([]);
  });

  test('have, together, every action that a deploy asks for beforehand', () => {
    const asked = actionsOfScripts(asks);
    expect(asked.length).toBeGreaterThan(10);
    const missing = asked.filter(isMissingIn('releasePolicy')).filter(isMissingIn('stackPolicy'));
    expect(missing).toEqual([]);
  });

  test('of previews only reads, and has what a dry run calls', () => {
    for (const action of actionsIn('previewPolicy')) {
      expect(action).toMatch(/^[a-z0-9]+:(Describe|Get|List)/);
    }
    const dryRun = ['ec2:DescribeImages', 'ec2:DescribeInstanceTypes', 'ssm:GetParameter'];
    expect(dryRun.filter(isMissingIn('previewPolicy'))).toEqual([]);
  });

  function actionsIn(policy: keyof typeof policies): readonly string[] {
    return JSON.parse(policies[policy]).Statement.flatMap(
      ({ Action }: { Action: string[] }) => Action,
    );
  }

  function isMissingIn(policy: keyof typeof policies): (action: string) => boolean {
    const patterns = actionsIn(policy).map(
      (action) => new RegExp(`^${action.replace('*', '.*')}$`),
    );
    return (action) => !patterns.some((pattern) => pattern.test(action));
  }
});

/** Whether a file asks what it may do, without doing it. */
const asks = (name: string) => name.endsWith('permissionQuestions.ts');

function tablesOf(text: string): readonly (readonly string[])[] {
  return text
    .split('\n\n')
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')))
    .filter((rows) => rows.length > 0);
}

const services: Readonly<Record<string, string>> = {
  'auto-scaling': 'autoscaling',
  cloudwatch: 'cloudwatch',
  'cloudwatch-logs': 'logs',
  dynamodb: 'dynamodb',
  ec2: 'ec2',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  iam: 'iam',
  sns: 'sns',
  ssm: 'ssm',
};

/** Such as `ec2:RunInstances`, for what some scripts import of AWS's clients; STS needs no permission. */
function actionsOfScripts(isMeant: (name: string) => boolean): readonly string[] {
  const folder = join(root, 'scripts');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !/\.test\.ts$|testing\//.test(name) && isMeant(name),
  );
  return files.flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const imports = text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-([a-z0-9-]+)'/g);
    return [...imports].flatMap(([, names = '', client = '']) =>
      client === 'sts'
        ? []
        : [...names.matchAll(/\b(?:paginate(\w+)|(\w+)Command)\b/g)].map(
            ([, paginated, sent]) => `${services[client]}:${paginated ?? sent}`,
          ),
    );
  });
}
