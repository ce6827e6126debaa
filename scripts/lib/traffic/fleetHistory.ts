// What readings of a fleet have shown, one after another: its CPU and size over time, and what is new, told.

import type { FleetReading, FleetSize, ScalingActivity } from './fleetReading.ts';
import type { Point } from './plot.ts';
import { wrapped } from './wrapped.ts';

export type FleetHistory = {
  /**
   * Takes a reading, and tells what is new in it.
   *
   * @param at seconds since the beginning
   */
  add(at: number, reading: FleetReading): void;
  /** Of the newest reading. */
  readonly size: FleetSize | undefined;
  /** When the newest minute began for which there is a CPU figure. */
  readonly newestCpu: Date | undefined;
  series(): FleetSeries;
};

/** Seconds since the beginning, with what was then. */
export type FleetSeries = {
  /** Percent. */
  readonly cpu: readonly Point[];
  readonly desired: readonly Point[];
  readonly inService: readonly Point[];
  readonly activities: readonly (Omit<ScalingActivity, 'id' | 'at'> & { readonly at: number })[];
};

const barWidth = 20;

export function createFleetHistory(
  began: Date,
  tell: (at: number, text: string) => void,
): FleetHistory {
  const cpu = new Map<number, number>();
  const desired: Point[] = [];
  const inService: Point[] = [];
  const activities = new Map<string, ScalingActivity>();
  let size: FleetSize | undefined;
  let newestCpu: Date | undefined;
  let lastCause = '';
  const secondsOf = (at: Date) => (at.getTime() - began.getTime()) / 1000;

  return {
    add(at, reading) {
      const told: { readonly at: number; readonly text: string }[] = [];
      const { size: now } = reading;
      if (size?.desired !== now.desired || size.inService !== now.inService) {
        desired.push([at, now.desired]);
        inService.push([at, now.inService]);
        told.push({ at, text: `${now.inService} in service, ${now.desired} desired` });
      }
      size = now;
      for (const activity of reading.activities) {
        if (activities.has(activity.id)) continue;
        activities.set(activity.id, activity);
        const { description, cause } = activity;
        // One decision launches several instances.
        const lines =
          cause === lastCause ? [] : wrapped(shortened(cause)).map((line) => `  ${line}`);
        told.push({ at: secondsOf(activity.at), text: [description, ...lines].join('\n') });
        lastCause = cause;
      }
      for (const { at: minute, percent } of reading.cpu) {
        // A minute that has begun before the load says little of it.
        if (minute < began) continue;
        cpu.set(minute.getTime(), percent);
        if (newestCpu && minute <= newestCpu) continue;
        newestCpu = minute;
        told.push({ at: secondsOf(minute), text: `${bar(percent)}  ${now.inService} in service` });
      }
      for (const { at: when, text } of told.sort((a, b) => a.at - b.at)) tell(when, text);
    },
    get size() {
      return size;
    },
    get newestCpu() {
      return newestCpu;
    },
    series: () => ({
      cpu: [...cpu]
        .sort(([a], [b]) => a - b)
        .map(([minute, percent]) => [secondsOf(new Date(minute)), percent]),
      desired,
      inService,
      activities: [...activities.values()].map(({ at, description, cause }) => ({
        at: secondsOf(at),
        description,
        cause,
      })),
    }),
  };
}

function bar(percent: number): string {
  const blocks = '█'.repeat(Math.round((Math.min(percent, 100) / 100) * barWidth));
  return `CPU ${percent.toFixed(0).padStart(3)} %  ${blocks.padEnd(barWidth, '·')}`;
}

/** Without the random part of an alarm's name, which alone fills a line. */
function shortened(cause: string): string {
  return cause.replaceAll(/(-Alarm(?:High|Low))-[0-9a-f]{8}(-[0-9a-f]{4,12}){4}/g, '$1-…');
}
