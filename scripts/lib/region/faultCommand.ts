// `npm run local -- fault …`: hardships for the region and its instances, each bounded in time.

import { faultsPath } from '../../../local/faultsApi.ts';
import type { Endpoint } from '../../../local/settings.ts';
import type { Fault, FaultRow } from '../../../local/store/faults.ts';
import { textTable } from '../textTable.ts';
import { askRegion } from './ownPaths.ts';

export const faultUsage = `Usage: npm run local -- fault <what> [--for <seconds, 60 unless told>]

  kill <instance>              cuts its power
  freeze <instance>            lets it stand still
  slow <instance>              leaves it little CPU time: --cpu-percent, 2 unless told
  stop-unit <instance>         stops its app, and starts it again: --unit, webapp.service unless told
  fill-disk <instance>         nothing more can be written below /var
  cut-network <instance>       nothing passes to it or from it
  refuse-launches              no capacity for new instances: --zone, all unless told
  throttle <operation>         calls are answered Throttling; such as autoscaling.StartInstanceRefresh or ec2.*
  fail <operation>             calls are answered InternalFailure: --code, --times
  stop-load-balancers          kills HAProxy, once
  list | clear                 shows them; undoes them
`;

export type FaultOptions = {
  readonly seconds: string | undefined;
  readonly unit: string | undefined;
  readonly zone: string | undefined;
  readonly code: string | undefined;
  readonly times: string | undefined;
  readonly cpuPercent: string | undefined;
};

/** What is to go wrong; what is wrong about that, the region says. */
export function faultOf(
  what: string,
  target: string | undefined,
  { unit, zone, code, times, cpuPercent }: FaultOptions,
): Fault {
  const InstanceId = target ?? '';
  const counted = times !== undefined && { times: Number(times) };
  switch (what) {
    case 'kill':
    case 'freeze':
    case 'fill-disk':
    case 'cut-network':
      return { kind: what, InstanceId };
    case 'slow':
      return { kind: what, InstanceId, cpuPercent: Number(cpuPercent ?? 2) };
    case 'stop-unit':
      return { kind: what, InstanceId, unit: unit ?? 'webapp.service' };
    case 'refuse-launches':
      return { kind: what, ...(zone !== undefined && { AvailabilityZone: zone }) };
    case 'throttle':
      return { ...failCalls(target), code: 'Throttling', status: 400, ...counted };
    case 'fail':
      return { ...failCalls(target), ...failureOf(code), ...counted };
    case 'stop-load-balancers':
      return { kind: what };
    default:
      throw new Error(`There is no fault '${what}'.\n\n${faultUsage}`);
  }
}

/** What no further attempt mends, AWS answers with 403. */
function failureOf(code = 'InternalFailure') {
  return { code, status: /Denied|Unauthorized/.test(code) ? 403 : 500 };
}

function failCalls(operation = '') {
  return { kind: 'fail-calls', operation } as const;
}

/** Does it, and gives what is to be shown. */
export async function runFaultCommand(
  endpoint: Endpoint,
  [what, target]: readonly string[],
  options: FaultOptions,
): Promise<string> {
  switch (what) {
    case undefined:
      throw new Error(faultUsage);
    case 'list':
      return table(await askFaults(endpoint));
    case 'clear': {
      const cleared = await askFaults(endpoint, { clear: true });
      return `Undoing ${cleared.length} fault${cleared.length === 1 ? '' : 's'}\n`;
    }
    default: {
      const fault = faultOf(what, target, options);
      return table(await askFaults(endpoint, { fault, seconds: Number(options.seconds ?? 60) }));
    }
  }
}

/** @throws with what the region says is wrong */
async function askFaults(
  endpoint: Endpoint,
  body?: { readonly clear: true } | { readonly fault: Fault; readonly seconds: number },
): Promise<readonly FaultRow[]> {
  // Written by local/faultsApi.ts.
  const answer = await askRegion<{ faults: FaultRow[] }>(endpoint, faultsPath, body);
  return answer.faults;
}

function table(rows: readonly FaultRow[]): string {
  if (rows.length === 0) return 'There are no faults.\n';
  return textTable([
    ['fault', 'of', 'until'],
    ...rows.map(({ kind, until, id: _, isBegun: __, ...rest }) => [
      kind,
      Object.values(rest).join(' ') || '-',
      new Date(until).toISOString(),
    ]),
  ]);
}
