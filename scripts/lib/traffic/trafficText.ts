// A traffic report as people read it.

import { textTable } from '../textTable.ts';
import type { TrafficReport } from './trafficReport.ts';

export function trafficText(report: TrafficReport): string {
  const { p50, p95, p99, max } = report.latencySeconds;
  const kinds = Object.entries(report.kinds).map(([kind, count]) => `  ${count} × ${kind}\n`);
  return `
Requests     ${report.requests}
Failures     ${report.failures}
${kinds.join('')}Longest gap  ${milliseconds(report.longestGapSeconds)}
Latency      p50 ${milliseconds(p50)}, p95 ${milliseconds(p95)}, p99 ${milliseconds(p99)}, longest ${milliseconds(max)}

${seenTable('release', report.releases)}
${seenTable('instance', report.instances)}`;
}

function seenTable(title: string, seen: TrafficReport['releases']): string {
  const rows = Object.entries(seen).map(([name, { requests, first, last }]) => [
    name,
    String(requests),
    `${first.toFixed(1)} s`,
    `${last.toFixed(1)} s`,
  ]);
  return textTable([[title, 'requests', 'first', 'last'], ...rows]);
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms`;
}
