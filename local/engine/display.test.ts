import { expect, test } from 'vitest';
import { createDisplay } from './display.ts';
import type { RunEvent } from './events.ts';
import { createJsonLines } from './jsonLines.ts';
import { unknownValue } from './provider.ts';
import { asSecret } from './values.ts';

const urnOf = (name: string) => `urn:pulumi:local::rollover::aws:ec2/vpc:Vpc::${name}`;
const step = { kind: 'step', phase: 'planned', changes: [] } as const;

const events: RunEvent[] = [
  { ...step, urn: urnOf('same'), operation: 'same' },
  {
    ...step,
    urn: urnOf('new'),
    operation: 'create',
    changes: [{ path: ['cidrBlock'], old: undefined, new: '10.0.0.0/16' }],
  },
  {
    ...step,
    urn: urnOf('changed'),
    operation: 'update',
    changes: [
      { path: ['tags', 'Name'], old: 'a', new: 'b' },
      { path: ['password'], old: asSecret('hush'), new: asSecret('hush hush') },
      { path: ['rules', '0', 'id'], old: 'sg-1', new: unknownValue },
      { path: ['gone'], old: 1, new: undefined },
    ],
  },
  { ...step, urn: urnOf('other'), operation: 'replace' },
  { ...step, urn: urnOf('other'), operation: 'delete-replaced' },
  { ...step, urn: urnOf('old'), operation: 'delete', phase: 'done', seconds: 1.25 },
  { kind: 'failed', urn: urnOf('bad'), message: 'No room.\nNone at all.' },
  { kind: 'waiting', urn: urnOf('later'), message: 'the region has no elb yet' },
  { kind: 'skipped', urn: urnOf('behind'), reason: 'waiting' },
  { kind: 'skipped', urn: urnOf('after'), reason: 'failure' },
  { kind: 'outputs', old: { a: 1, b: 1 }, new: { a: 1, b: 2, c: asSecret('hush') } },
  {
    kind: 'summary',
    summary: {
      isPreview: true,
      outcome: 'failed',
      counts: { create: 1, update: 1, replace: 1, 'delete-replaced': 1, same: 1 },
      seconds: 2,
    },
  },
];

function show(options: { isColoured?: boolean; isDetailed?: boolean } = {}): string {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  const display = createDisplay({ write, isColoured: false, isDetailed: false, ...options });
  for (const event of events) display(event);
  return text;
}

test('A plan says what differs, and no secret', () => {
  expect(show()).toBe(`  + new  aws:ec2/vpc:Vpc
  ~ changed  aws:ec2/vpc:Vpc
      ~ tags.Name: "a" → "b"
      ~ password: [secret] → [secret]
      ~ rules[0].id: "sg-1" → output<string>
      - gone: 1
  ± other  aws:ec2/vpc:Vpc
  - other  aws:ec2/vpc:Vpc
✓ - old  aws:ec2/vpc:Vpc (1.3 s)
✗ bad (aws:ec2/vpc:Vpc): No room.
    None at all.

Outputs
      a: 1
    ~ b: 1 → 2
    + c: [secret]

Waiting for the region
    aws:ec2/vpc:Vpc: the region has no elb yet (later)
Skipped, because they depend on these: Vpc behind
Skipped, because they depend on what failed: Vpc after

✗ 1 failed; 1 to create, 1 to update, 1 to replace, 1 unchanged (2.0 s)
`);
});

test('Details show all of what is created; colours are for terminals', () => {
  expect(show({ isDetailed: true })).toContain('      + cidrBlock: "10.0.0.0/16"\n');
  expect(show({ isColoured: true })).toContain('\u001b[32m+ new\u001b[39m');
  expect(show()).not.toContain('\u001b');
});

test('Lines of JSON have every event, and no secret', () => {
  const lines: string[] = [];
  const display = createJsonLines((line) => lines.push(line));
  for (const event of events) display(event);
  expect(lines).toHaveLength(events.length);
  expect(lines.join('')).not.toContain('hush');
  expect(JSON.parse(lines[2] ?? '')).toMatchObject({
    kind: 'step',
    operation: 'update',
    changes: [
      { path: 'tags.Name', old: 'a', new: 'b' },
      { path: 'password', old: '[secret]', new: '[secret]' },
      { path: 'rules[0].id', new: 'output<string>' },
      { path: 'gone', old: 1 },
    ],
  });
});
