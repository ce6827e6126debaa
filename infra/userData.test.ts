import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { userData } from './userData.ts';

const app = {
  port: 8080,
  messagesTable: 'rollover-messages-1234567',
  loadEnabled: false,
  trustedProxies: '10.0.0.0/16',
  logGroup: 'rollover-1234567',
};

test("User data writes the stack's settings for the app", () => {
  expect(userData(app)).toBe(`#cloud-config
{
  "write_files": [
    {
      "path": "/etc/webapp/stack.env",
      "permissions": "0644",
      "content": "PORT=8080\\nMESSAGES_TABLE=rollover-messages-1234567\\nLOAD_ENABLED=false\\nTRUSTED_PROXIES=10.0.0.0/16\\nLOG_GROUP=rollover-1234567\\n"
    }
  ]
}
`);
});

test('Another port is allowed to the unit, before it starts', () => {
  const { bootcmd } = JSON.parse(userData({ ...app, port: 9000 }).replace('#cloud-config\n', ''));
  const [[sh, option, command], reload] = bootcmd;
  expect([sh, option]).toEqual(['sh', '-c']);
  expect(reload).toEqual(['systemctl', 'daemon-reload']);

  const folder = mkdtempSync(join(tmpdir(), 'rollover-'));
  try {
    execFileSync('sh', ['-c', command.replaceAll('/etc/systemd', folder)]);
    expect(readFileSync(join(folder, 'system/webapp.service.d/port.conf'), 'utf8')).toBe(
      '[Service]\nSocketBindAllow=tcp:9000\n',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
