// Load in stages, and what becomes of the fleet meanwhile and after it.

import type { Time } from '../time.ts';
import { createFleetHistory, type FleetHistory, type FleetSeries } from './fleetHistory.ts';
import { type FleetQuery, type FleetSize, readFleetNow } from './fleetReading.ts';
import { runStage, type StageLoad } from './loadStage.ts';

export type LoadPlan = {
  readonly url: URL;
  /** Requests per second of each stage. */
  readonly rates: readonly number[];
  readonly stageSeconds: number;
  readonly query: FleetQuery;
  /** Between two looks at the fleet. */
  readonly pollSeconds: number;
  readonly time: Time;
  /** Ends all of it. */
  readonly signal: AbortSignal;
  readonly tell: (at: number, text: string) => void;
};

/** Seconds are counted from the beginning. */
export type Stage = StageLoad & {
  /** Requests per second that were asked for. */
  readonly rate: number;
  readonly from: number;
  readonly to: number;
};

export type LoadReport = FleetSeries & {
  readonly start: FleetSize;
  readonly stages: readonly Stage[];
  /** Whether the fleet was back at the size that it had at the start, or smaller, before the time was over. */
  readonly isBack: boolean;
  readonly seconds: number;
};

/** How many minutes' figures after the load decide that it makes the fleet grow no more. */
const quietMinutes = 5;
/** AWS corrects the figures of the newest minutes. */
const correctedMilliseconds = 5 * 60_000;

export async function runLoad(plan: LoadPlan): Promise<LoadReport> {
  const { query, time, tell } = plan;
  const began = time.now();
  const seconds = () => (time.now().getTime() - began.getTime()) / 1000;
  const failed = new AbortController();
  const signal = AbortSignal.any([plan.signal, failed.signal]);
  const history = createFleetHistory(began, tell);
  const look = async () => {
    const newest = history.newestCpu?.getTime() ?? 0;
    const cpuSince = new Date(Math.max(began.getTime(), newest - correctedMilliseconds));
    history.add(seconds(), await readFleetNow(query, { since: began, cpuSince, now: time.now() }));
  };
  await look();
  const start = history.size ?? { desired: 0, inService: 0, instances: 0 };
  let loadEndedAt: number | undefined;

  async function runStages(): Promise<readonly Stage[]> {
    const stages: Stage[] = [];
    for (const rate of plan.rates) {
      if (signal.aborted) break;
      const from = seconds();
      tell(from, `── ${rate} requests per second for ${plan.stageSeconds} s`);
      const stage = await runStage(plan.url, { rate, seconds: plan.stageSeconds, signal });
      stages.push({ rate, from, to: seconds(), ...stage });
    }
    loadEndedAt = seconds();
    tell(loadEndedAt, '── no more load');
    return stages;
  }

  async function watch(): Promise<boolean> {
    while (!signal.aborted) {
      await time.wait(plan.pollSeconds * 1000, signal);
      // A call may fail; the next one tells what this one would have.
      await look().catch((error: Error) =>
        tell(seconds(), `The fleet does not say: ${error.message}`),
      );
      if (loadEndedAt !== undefined && isBack(history, start, loadEndedAt)) return true;
    }
    return false;
  }

  const end = (error: unknown): never => {
    failed.abort();
    throw error;
  };
  const [stages, back] = await Promise.all([runStages().catch(end), watch().catch(end)]);
  return { start, stages, isBack: back, seconds: seconds(), ...history.series() };
}

/** @param endedAt when the load ended, in seconds */
function isBack({ size, series }: FleetHistory, start: FleetSize, endedAt: number): boolean {
  if (!size) return false;
  const { desired, inService, instances } = size;
  if (desired > start.desired || instances !== desired || inService !== desired) return false;
  return series().cpu.filter(([at]) => at > endedAt).length >= quietMinutes;
}
