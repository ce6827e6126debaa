// npm run watch -- --url <url>: the curl loop as a tool. A line for each change of who answers, then what the
// traffic has shown.

import { parseArgs } from 'node:util';
import { onInterrupt } from './lib/interruption.ts';
import { script } from './lib/step.ts';
import { textTable } from './lib/textTable.ts';
import { type Sample, sendTraffic } from './lib/traffic.ts';
import { isFailure, reportOf, type TrafficReport } from './lib/trafficReport.ts';

const usage = `Usage: npm run watch -- --url <url> [options]

  --address <IPv4>     connects there, whatever the URL's host resolves to
  --rate <number>      requests per second; 5 unless told
  --for <seconds>      ends by itself; else Ctrl-C ends it
  --keep-alive         keeps connections; else each request has one of its own, as curl's have
  --json               the report as one JSON line
  --fail-on-error      exits with 1 if any request failed
`;

const options = {
  url: { type: 'string' },
  address: { type: 'string' },
  rate: { type: 'string', default: '5' },
  for: { type: 'string' },
  'keep-alive': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  'fail-on-error': { type: 'boolean', default: false },
} as const;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options });
  const { url, address, rate, seconds } = check(values);
  using interruption = onInterrupt('requests under way come to their end');
  const signals = [interruption, ...(seconds ? [AbortSignal.timeout(seconds * 1000)] : [])];
  const samples: Sample[] = [];
  const say = createTeller();
  await sendTraffic(
    {
      url,
      ...(address !== undefined && { address }),
      rate,
      isConnectionNew: !values['keep-alive'],
      signal: AbortSignal.any(signals),
    },
    (sample) => {
      samples.push(sample);
      say(sample);
    },
  );
  const report = reportOf(samples);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : textOf(report));
  if (values['fail-on-error'] && (report.failures > 0 || report.requests === 0)) {
    process.exitCode = 1;
  }
}

/** @throws with all that is wrong */
function check(values: {
  readonly url?: string;
  readonly address?: string;
  rate: string;
  for?: string;
}) {
  const rate = Number(values.rate);
  const seconds = values.for === undefined ? undefined : Number(values.for);
  const problems = [
    !URL.canParse(values.url ?? '') && `--url: expected a URL, got ${values.url ?? 'nothing'}`,
    !(rate > 0 && rate <= 5000) && `--rate: expected a number up to 5000, got ${values.rate}`,
    seconds !== undefined &&
      !(seconds > 0 && seconds <= 86_400) &&
      `--for: expected seconds, up to 86400, got ${values.for}`,
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new Error(`${problems.join('\n')}\n\n${usage}`);
  return { url: new URL(values.url ?? ''), address: values.address, rate, seconds };
}

/** Says, on standard error, when a release or an instance answers for the first time, and when failures begin and end. */
function createTeller(): (sample: Sample) => void {
  const seen = new Set<string>();
  let isFailing = false;
  const tell = (at: number, text: string) =>
    process.stderr.write(`${at.toFixed(1).padStart(7)} s  ${text}\n`);
  return (sample) => {
    const { endedAt, status, error, release = 'no release', instance = 'no instance' } = sample;
    if (isFailure(sample) !== isFailing) {
      isFailing = !isFailing;
      tell(endedAt, isFailing ? `fails: ${error ?? `status ${status}`}` : 'answers again');
    }
    const who = `${release} on ${instance}`;
    if (isFailing || seen.has(who)) return;
    seen.add(who);
    tell(endedAt, who);
  };
}

function textOf(report: TrafficReport): string {
  const { p50, p95, p99, max } = report.latencySeconds;
  const milliseconds = (seconds: number) => `${(seconds * 1000).toFixed(1)} ms`;
  const kinds = Object.entries(report.kinds).map(([kind, count]) => `  ${count} × ${kind}\n`);
  const releases = Object.entries(report.releases).map(([name, { requests, first, last }]) => [
    name,
    String(requests),
    `${first.toFixed(1)} s`,
    `${last.toFixed(1)} s`,
  ]);
  return `
Requests     ${report.requests}
Failures     ${report.failures}
${kinds.join('')}Longest gap  ${milliseconds(report.longestGapSeconds)}
Latency      p50 ${milliseconds(p50)}, p95 ${milliseconds(p95)}, p99 ${milliseconds(p99)}, longest ${milliseconds(max)}

${textTable([['release', 'requests', 'first', 'last'], ...releases])}`;
}

await script(main);
