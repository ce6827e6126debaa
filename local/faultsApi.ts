// How faults are wished for: a path of the region's own.
//
//   GET  /_region/faults            those that there are
//   POST /_region/faults            {"fault": {"kind": …}, "seconds": 60}, or {"clear": true}

import { randomUUID } from 'node:crypto';
import type { OwnPath } from './ownPaths.ts';
import { ec2Tables } from './store/ec2.ts';
import { type Fault, type FaultRow, faults } from './store/faults.ts';
import type { Store } from './store/store.ts';

export const faultsPath = '/_region/faults';
const maxSeconds = 3600;

export function faultsApi(store: Store, now: () => Date): OwnPath {
  return ({ method, body }) => {
    const table = faults(store);
    if (method === 'GET') return [200, { faults: table.list() }];
    const asked = read(body);
    if (asked.clear === true) {
      const all = table.list();
      // The controller undoes them, and then forgets them.
      store.transaction(() => {
        for (const row of all) table.put(row.id, { ...row, until: now() });
      });
      return [200, { faults: all }];
    }
    const problems = problemsOf(asked, store);
    if (problems.length > 0) return [400, { error: problems.join('\n') }];
    const id = randomUUID();
    const until = new Date(now().getTime() + Number(asked.seconds) * 1000);
    // Checked above; other members than its kind's do nothing.
    const row = { ...(asked.fault as Fault), id, until, isBegun: false } as FaultRow;
    table.put(id, row);
    return [200, { faults: [row] }];
  };
}

function read(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

type Check = readonly [member: string, expected: string, is: (value: unknown) => boolean];

const text: Check[2] = (value) =>
  typeof value === 'string' && value.length > 0 && value.length < 256;
const whole = (least: number, most: number) => (value: unknown) =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
const optionally = (is: Check[2]) => (value: unknown) => value === undefined || is(value);

const instance: Check = ['InstanceId', 'the id of an instance', text];
const checks: Readonly<Record<Fault['kind'], readonly Check[]>> = {
  kill: [instance],
  freeze: [instance],
  'stop-unit': [
    instance,
    ['unit', 'a unit, such as webapp.service', (value) => /^[\w@.-]+\.\w+$/.test(String(value))],
  ],
  slow: [instance, ['cpuPercent', 'an integer from 1 to 100', whole(1, 100)]],
  'fill-disk': [instance],
  'cut-network': [instance],
  'refuse-launches': [['AvailabilityZone', 'a zone, or none for all', optionally(text)]],
  'fail-calls': [
    ['operation', 'such as autoscaling.StartInstanceRefresh or ec2.*', text],
    ['code', "an error's code, such as Throttling", text],
    ['status', 'an integer from 400 to 599', whole(400, 599)],
    ['times', 'an integer from 1 to 1000, or none', optionally(whole(1, 1000))],
  ],
  'stop-load-balancers': [],
};

function problemsOf(asked: Readonly<Record<string, unknown>>, store: Store): string[] {
  const fault = { ...(typeof asked.fault === 'object' && asked.fault) } as Record<string, unknown>;
  const kind = String(fault.kind);
  const ofKind = Object.hasOwn(checks, kind) ? checks[kind as Fault['kind']] : undefined;
  if (!ofKind) return [`kind: expected one of ${Object.keys(checks).join(', ')}, got ${kind}`];
  const { InstanceId } = fault;
  const isUnknown = text(InstanceId) && !ec2Tables(store).instances.get(String(InstanceId));
  return [
    ...ofKind
      .filter(([member, , is]) => !is(fault[member]))
      .map(([member, expected]) => `${member}: expected ${expected}, got ${fault[member]}`),
    ...(isUnknown ? [`InstanceId: there is no instance ${InstanceId}`] : []),
    ...(whole(1, maxSeconds)(asked.seconds)
      ? []
      : [`seconds: expected an integer from 1 to ${maxSeconds}, got ${asked.seconds}`]),
  ];
}
