// A simulated instance refresh as a person reads it.

import type { SimulationOptions, SimulationReport } from '../../../local/simulation/simulate.ts';
import { textTable } from '../textTable.ts';

export function simulationText(report: SimulationReport, options: SimulationOptions): string {
  const { instances, pricePerHour } = options;
  const rows = report.timeline.map(
    ({ seconds, status, percentageComplete, inService, capacity, note }) => [
      clock(seconds),
      status,
      `${percentageComplete} %`,
      String(inService),
      String(capacity),
      note ?? '',
    ],
  );
  const reason = report.statusReason === undefined ? '' : `: ${report.statusReason}`;
  return `${textTable([['time', 'status', 'complete', 'in service', 'with pending', ''], ...rows])}
${report.status} after ${clock(report.durationSeconds)}${reason}
In service: at least ${report.lowestInService} of ${instances}; with pending ones at most ${report.highestCapacity}.
Launches: ${report.launches}. Beyond the desired capacity: ${report.extraInstanceHours.toFixed(2)} instance-hours, $${report.extraCost.toFixed(4)} at $${pricePerHour} an hour.
`;
}

function clock(seconds: number): string {
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}
