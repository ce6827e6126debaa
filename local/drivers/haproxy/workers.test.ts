import { expect, test } from 'vitest';
import { parseProcesses, parseSessions, parseWorker } from './workers.ts';

const heading = '#<PID>          <type>          <reloads>       <uptime>        <version>\n';

test('Processes', () => {
  const text = `${heading}10820           master          2 [failed: 0]   0d00h00m04s     2.6.12
# workers
10823           worker          0               0d00h00m04s     2.6.12
# old workers
10801           worker          2               0d00h00m09s     2.6.12
10799           worker          3               0d00h00m10s     2.6.12
# programs

`;
  expect(parseProcesses(text)).toEqual({ current: 10823, old: [10801, 10799], hasFailed: false });
});

test('A master whose configuration could not be loaded keeps its worker', () => {
  const text = `${heading}10820           master          1 [failed: 1]   0d00h00m04s     2.6.12
# workers
10823           worker          1               0d00h00m04s     2.6.12
# programs
`;
  expect(parseProcesses(text)).toEqual({ current: 10823, old: [], hasFailed: true });
});

test('Servers, as a worker of HAProxy 2.6 shows them', () => {
  const text = `Name: HAProxy
description: d1
Stopping: 0

# name
to_a
a
b

1
# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port
2 a 1 i-1:9001 127.0.0.1 2 0 100 100 1 1 0 2 0 0 0 0 - 9001 - 0 0 - - 0
2 a 2 i-2:9002 127.0.0.1 0 1 30 100 0 1 0 0 0 0 0 0 - 9002 - 0 0 - - 0

# bkname/svname bkid/svid addr port - purge_delay used_cur used_max need_est unsafe_nb safe_nb idle_lim idle_cur idle_per_thr[1]
a/i-1:9001 2/1 127.0.0.1 9001 - 5000 0 1 1 0 1 -1 1 1
a/i-2:9002 2/2 127.0.0.1 9002 - 5000 2 2 2 0 0 -1 0 0
`;
  const { structure, backends } = parseWorker(text);
  expect(structure).toBe('d1');
  expect([...backends.keys()]).toEqual(['to_a', 'a', 'b']);
  expect(Object.fromEntries(backends.get('a') ?? [])).toEqual({
    'i-1:9001': { isReady: true, weight: 100, isUsed: false },
    'i-2:9002': { isReady: false, weight: 30, isUsed: true },
  });
  expect(backends.get('b')?.size).toBe(0);
});

test('Sessions at servers', () => {
  const text = `0x55d0c8a2f3c0: proto=unix_stream src=unix:1 fe=a be=a srv=i-1:80_x_y ts=00 epoch=0 age=3s
0x55d0c8a30000: proto=sockpair src=unix:1 fe=GLOBAL be=<NONE> srv=<none> ts=00 age=0s
`;
  expect(parseSessions(text)).toEqual([
    { id: '0x55d0c8a2f3c0', backend: 'a', server: 'i-1:80_x_y' },
    { id: '0x55d0c8a30000', backend: '<NONE>', server: '<none>' },
  ]);
});
