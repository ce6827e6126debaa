// What load has shown, as people read it: two charts over the same time, and a row for each stage.

import { textTable } from '../textTable.ts';
import type { LoadReport, Stage } from './loadRun.ts';
import { type Chart, type Point, plot } from './plot.ts';

const width = 80;
/** As wide as 100. */
const labelWidth = 3;

export function loadText(report: LoadReport): string {
  const { cpu, desired, inService, stages, seconds } = report;
  const marks = [
    ...stages.map(({ from, rate }) => ({ at: from, label: `${rate}/s` })),
    { at: stages.at(-1)?.to ?? 0, label: 'no load' },
  ];
  const chart = (title: string, area: readonly Point[], line: readonly Point[] = []): Chart => ({
    ...{ title: `${title}, over ${seconds.toFixed(0)} s`, area, line, marks },
    ...{ from: 0, to: seconds },
  });
  return `
${plot(chart('CPU of the fleet in percent', cpu), { width, labelWidth, height: 8 })}
${plot(chart('Instances in service (─ desired)', inService, desired), { width, labelWidth, height: 4 })}
${stageTable(report)}
${ending(report)}
`;
}

function stageTable({ stages, ...series }: LoadReport): string {
  const head = ['rate', 'reached', 'failed', 'refused', 'p50 ms', 'p99 ms', 'CPU max', 'instances'];
  return textTable([head, ...stages.map((stage) => rowOf(stage, series))]);
}

function rowOf(stage: Stage, { cpu, inService }: Pick<LoadReport, 'cpu' | 'inService'>): string[] {
  const { rate, reached, failures, refusals, p50Ms, p99Ms, from, to } = stage;
  const figures = cpu.filter(([at]) => at >= from && at < to).map(([, percent]) => percent);
  const [before, after] = [from, to].map((at) => heldAt(inService, at));
  return [
    `${rate}/s`,
    `${reached.toFixed(1)}/s`,
    String(failures),
    String(refusals),
    String(Math.round(p50Ms)),
    String(Math.round(p99Ms)),
    figures.length > 0 ? `${Math.max(...figures).toFixed(0)} %` : '?',
    before === after ? String(after) : `${before} → ${after}`,
  ];
}

function heldAt(points: readonly Point[], moment: number): number {
  return points.findLast(([at]) => at <= moment)?.[1] ?? points[0]?.[1] ?? 0;
}

function ending({ start, inService, isBack, seconds }: LoadReport): string {
  const most = Math.max(...inService.map(([, count]) => count));
  const last = inService.at(-1)?.[1] ?? 0;
  const grown =
    most > start.inService
      ? `The fleet grew from ${start.inService} to ${most} instances`
      : `The fleet did not grow beyond ${start.inService} instances`;
  const now = isBack ? `settled at ${last}` : `had ${last} at the end`;
  return `${grown}, and ${now}, after ${seconds.toFixed(0)} s.`;
}
