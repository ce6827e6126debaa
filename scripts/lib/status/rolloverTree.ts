// A rollover as a picture of a few lines, redrawn as it goes:
//
//   InProgress  ━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌   50 %  1:23  1 to go
//   Waiting for instances to warm up.
//   ├─ old 0c8ad14f2b67  version 1  1 instance
//   │  └─ i-0f1e2d3c4b5a69788  InService  healthy
//   └─ new 9be1f07c5d3a  version 2  1 instance
//      └─ i-0a1b2c3d4e5f60718  InService  initial  Elb.InitialHealthChecking

import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import { isFinal } from '../rollout/rolloutRefreshes.ts';
import { type Branch, branchesOf } from './rolloverBranches.ts';
import { elapsedText } from './rolloverElapsed.ts';
import type { RolloverInstance, RolloverSnapshot } from './rolloverSnapshot.ts';
import { drawSpans, type Span, type Style } from './spans.ts';

export type TreeOptions = {
  readonly now: Date;
  /** A release's name. */
  readonly nameOfImage: (imageId: string) => string;
  /** Columns of the terminal: no line is longer. */
  readonly width: number;
  readonly isColoured: boolean;
};

type Line = readonly Span[];

const barWidth = 20;
/** Of a branch: with more, they are counted, and only those are listed that are not plain healthy. */
const maxInstances = 12;

export function drawRollover(snapshot: RolloverSnapshot, options: TreeOptions): readonly string[] {
  const { refresh } = snapshot;
  const lines = [
    ...(refresh ? refreshLines(refresh, options) : []),
    ...treeLines(branchesOf(snapshot), options),
  ];
  return lines.map((line) => drawSpans(line, options));
}

function refreshLines(refresh: InstanceRefresh, { now, width }: TreeOptions): readonly Line[] {
  const { Status = 'Pending', PercentageComplete = 0, InstancesToUpdate = 0 } = refresh;
  const full = Math.round((PercentageComplete / 100) * barWidth);
  const style = statusStyle(Status);
  const first: Span[] = [
    { text: Status.padEnd(10), style },
    { text: `  ${'━'.repeat(full)}`, style },
    { text: '╌'.repeat(barWidth - full), style: 'dim' },
    { text: `  ${String(PercentageComplete).padStart(3)} %  ${elapsedText(refresh, now)}` },
  ];
  if (!isFinal(Status) && InstancesToUpdate > 0)
    first.push({ text: `  ${InstancesToUpdate} to go` });
  const { RollbackReason, PercentageCompleteOnRollback = 0 } = refresh.RollbackDetails ?? {};
  const rollback =
    RollbackReason && `Rolled back at ${PercentageCompleteOnRollback} %: ${RollbackReason}`;
  const reasons = [refresh.StatusReason, rollback].flatMap((reason) => reason || []);
  const [reason = ''] = reasons;
  const used = first.reduce((length, { text }) => length + text.length, 0);
  if (reasons.length === 1 && used + 2 + reason.length <= width) {
    return [[...first, { text: `  ${reason}`, style: 'dim' }]];
  }
  return [first, ...reasons.map((text): Line => [{ text, style: 'dim' }])];
}

function treeLines(branches: readonly Branch[], options: TreeOptions): readonly Line[] {
  const stateWidth = Math.max(
    ...branches.flatMap(({ instances }) => instances.map((each) => stateOf(each).length)),
  );
  return branches.flatMap((branch, i) => {
    const isLast = i === branches.length - 1;
    const below = instanceLines(branch.instances, stateWidth);
    const stem = isLast ? '   ' : '│  ';
    return [
      [{ text: isLast ? '└─ ' : '├─ ', style: 'dim' }, ...titleOf(branch, options)],
      ...below.map((line, j): Line => {
        const twig = j === below.length - 1 ? '└─ ' : '├─ ';
        return [{ text: `${stem}${twig}`, style: 'dim' }, ...line];
      }),
    ];
  });
}

function titleOf({ kind, imageId, version, instances }: Branch, options: TreeOptions): Line {
  const name = imageId === undefined ? 'of a version that is gone' : options.nameOfImage(imageId);
  const count = `${instances.length} ${instances.length === 1 ? 'instance' : 'instances'}`;
  const facts = [
    version !== undefined && `version ${version}`,
    instances.length > 0 ? count : 'none yet',
  ];
  return [
    { text: `${kind} ` },
    { text: name, style: kind === 'old' ? undefined : 'bold' },
    { text: facts.map((fact) => (fact ? `  ${fact}` : '')).join(''), style: 'dim' },
  ];
}

function instanceLines(
  instances: readonly RolloverInstance[],
  stateWidth: number,
): readonly Line[] {
  const lineOf = (each: RolloverInstance) => instanceLine(each, stateWidth);
  if (instances.length <= maxInstances) return instances.map(lineOf);
  const counts = new Map<string, number>();
  for (const each of instances) {
    const states = `${stateOf(each)} ${each.target?.state ?? 'not registered'}`;
    counts.set(states, (counts.get(states) ?? 0) + 1);
  }
  const remarkable = instances.filter((each) => !isPlain(each));
  const listed = remarkable.slice(0, maxInstances);
  const rest = remarkable.length - listed.length;
  return [
    [{ text: [...counts].map(([states, count]) => `${count} ${states}`).join(', ') }],
    ...listed.map(lineOf),
    ...(rest > 0 ? [[{ text: `and ${rest} more`, style: 'dim' as const }]] : []),
  ];
}

function instanceLine(instance: RolloverInstance, stateWidth: number): Line {
  const { state = 'not registered', code } = instance.target ?? {};
  const line: Span[] = [
    { text: `${instance.instanceId}  ` },
    { text: stateOf(instance).padEnd(stateWidth), style: isPlain(instance) ? undefined : 'dim' },
    { text: `  ${state}`, style: targetStyle(state) },
  ];
  // AWS's reason for draining is that it drains.
  const hasReason = code !== undefined && state !== 'healthy' && state !== 'draining';
  if (hasReason) line.push({ text: `  ${code}`, style: 'dim' });
  return line;
}

function isPlain({ state, target }: RolloverInstance): boolean {
  return state === 'InService' && target?.state === 'healthy';
}

/** AWS has no word for one that is not of the group any more. */
function stateOf({ state }: RolloverInstance): string {
  return state ?? 'has left';
}

function targetStyle(state: string): Style | undefined {
  if (state === 'healthy') return 'green';
  if (state === 'unhealthy') return 'red';
  return state === 'initial' ? 'yellow' : 'dim';
}

function statusStyle(status: string): Style {
  if (status === 'Successful') return 'green';
  return /^(Failed|Cancel|Rollback)/.test(status) ? 'red' : 'cyan';
}
