import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from './lib/lockedPackage.mjs';

type Step = {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
};

type Job = {
  readonly if?: string;
  readonly uses?: string;
  readonly needs?: string;
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly 'timeout-minutes'?: number;
};

type Workflow = {
  readonly on: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
};

type Travis = {
  readonly install: string;
  readonly jobs: {
    readonly include: readonly { readonly stage: string; readonly script: string | string[] }[];
  };
};

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const folder = '.github/workflows';
const files = readdirSync(join(root, folder)).sort();
const workflow = (name: string): Workflow => parse(read(join(folder, name)));
const { scripts } = JSON.parse(read('package.json'));
const travis: Travis = parse(read('.travis.yml'));

/** `npm test` or `npm run <script>`, as whoever, and no second command. */
const npmCommand =
  /^(?:sudo (?:env "PATH=\$PATH" )?)?npm (?:run ([a-z:]+)|(test|start))(?: -- [\w ./=-]+)?$/;

function expectNpmScript(line: string): void {
  expect(line).toMatch(npmCommand);
  const [, run, own] = npmCommand.exec(line) ?? [];
  expect(Object.keys(scripts)).toContain(run ?? own);
}

const jobs = files.flatMap((file) =>
  Object.entries(workflow(file).jobs).map(([name, job]) => ({
    name: `${file}: ${name}`,
    job,
    file,
  })),
);
const steps = jobs.flatMap(({ name, job: { steps = [] } }) =>
  steps.map((step) => ({ name, step })),
);

test('There is something to check', () => {
  expect(files).toEqual(['deploy.yml', 'preview.yml', 'test.yml']);
  expect(steps.length).toBeGreaterThan(5);
});

describe('A line of CI is an npm script that there is', () => {
  const lines = steps.flatMap(({ name, step }) =>
    step.run === undefined ? [] : [[name, step.run]],
  );
  test.each(lines)('%s: %s', (_, line = '') => expectNpmScript(line));

  const ofTravis = travis.jobs.include.flatMap(({ script }) => script);
  test.each(ofTravis)('Travis: %s', expectNpmScript);

  test('and Travis installs nothing besides', () => {
    expect(travis.install).toBe('skip');
    expect(Object.keys(travis)).not.toContain('before_script');
  });
});

test.each(steps.filter(({ step }) => step.uses !== undefined))(
  '$step.uses is pinned by a commit, and says its version',
  ({ name, step }) => {
    expect(step.uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    expect(read(join(folder, name.split(':')[0] ?? ''))).toMatch(
      new RegExp(`uses: ${step.uses} # v\\d+\\.\\d+\\.\\d+\n`),
    );
  },
);

test.each(jobs)('$name is bounded in time and in what it may', ({ job, file }) => {
  const permissions = job.permissions ?? workflow(file).permissions;
  expect(permissions).toBeDefined();
  for (const [scope, access] of Object.entries(permissions ?? {})) {
    expect(`${scope}: ${access}`).toMatch(/^(contents: read|id-token: write)$/);
  }
  if (job.uses === undefined) expect(job['timeout-minutes']).toBeGreaterThan(0);
  else expect(job.uses).toMatch(/^\.\/\.github\/workflows\/[a-z]+\.yml$/);
});

test('Nothing has a key of AWS, and roles are taken on where the stack is', () => {
  for (const file of files) {
    expect(read(join(folder, file))).not.toMatch(
      /aws-(secret-)?access-key|AWS_(SECRET_)?ACCESS_KEY/,
    );
  }
  expect(read('.travis.yml')).not.toMatch(/^\s*(- )?(secure|AWS_\w+)\s*[:=]/m);
  const { config } = parse(read('Pulumi.dev.yaml'));
  const given = steps.flatMap(({ step }) => step.with?.['aws-region'] ?? []);
  expect(new Set(given)).toEqual(new Set([config['aws:region']]));
});

test('Deploys are of main, tested, one after the other, and are not cancelled', () => {
  const { on, jobs } = workflow('deploy.yml');
  expect(on).toEqual({ push: { branches: ['main'] } });
  expect(jobs.deploy?.needs).toBe('test');
  expect(jobs.test?.uses).toBe('./.github/workflows/test.yml');
  expect(jobs.deploy?.concurrency).toEqual({ group: 'deploy-dev', 'cancel-in-progress': false });
  expect(travis.jobs.include.find(({ stage }) => stage === 'deploy')).toMatchObject({
    if: 'branch = main AND type = push',
  });
});

test('A pull request of a fork gets no role, and changes nothing', () => {
  const { on, jobs } = workflow('preview.yml');
  expect(on).toBe('pull_request');
  expect(jobs.preview?.if).toBe(
    'github.event.pull_request.head.repo.full_name == github.repository',
  );
  for (const { run } of jobs.preview?.steps ?? []) {
    if (run?.includes('deploy')) expect(run).toContain('--dry-run');
  }
});
