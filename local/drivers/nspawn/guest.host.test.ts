import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { MachineSpec } from '../machines.ts';
import { createGuestNetwork, type Guest, type GuestNetwork } from '../testing/guestNetwork.ts';
import { createNspawnHost, type NspawnHost } from '../testing/nspawnHost.ts';

const userData = '#!/bin/sh\necho "$(hostname)" >> /var/lib/user-data-ran\n';
const cloudConfig = `#cloud-config
bootcmd:
  - echo boot >> /run/commands
write_files:
  - path: /etc/stack.env
    permissions: '0640'
    content: |
      A=b
  - path: /etc/ssh/sshd_config.d/20-seen.conf
    content: |
      VersionAddendum seen-by-sshd
runcmd:
  - echo run >> /run/commands
`;
const id = `t${randomBytes(3).toString('hex')}`;
let host: NspawnHost;
let network: GuestNetwork;
let base = '';

beforeAll(async () => {
  host = await createNspawnHost(id);
  network = await createGuestNetwork(id);
  base = (await host.layers.base(() => {})).layer;
}, 600_000);
afterEach(async () => {
  for (const InstanceId of (await host.machines.list()).keys()) {
    await host.machines.remove(InstanceId);
  }
  for (const layer of await host.layers.list()) await host.layers.remove(layer);
}, 60_000);
afterAll(async () => {
  await network?.remove();
  await host?.remove();
});

/** Adds a guest to the network, and starts a machine as it. */
async function launch(
  InstanceId: string,
  changes: Partial<MachineSpec> = {},
  ofUser: string = userData,
): Promise<{ readonly guest: Guest; readonly spec: MachineSpec }> {
  const hostName = `ip-10-77-0-${InstanceId.slice(2)}`;
  const guest = await network.addGuest({
    InstanceId,
    hostName: `${hostName}.internal`,
    userData: ofUser,
  });
  const spec: MachineSpec = {
    InstanceId,
    layers: [base],
    hostName,
    memoryMiB: 512,
    vCpus: 2,
    networkNamespace: guest.networkNamespace,
    environment: { AWS_REGION: 'eu-central-1', ODD: '100% "quoted" \\ $HOME' },
    ...changes,
  };
  await host.machines.start(spec);
  return { guest, spec };
}

const userDataRan = 'cloud-init status --wait > /dev/null; cat /var/lib/user-data-ran';
const identity = 'cat /etc/machine-id; cat /etc/ssh/ssh_host_*.pub | sort';

describe('A guest', () => {
  test('boots as an EC2 instance does, and nothing in it failed', async () => {
    const { guest } = await launch('i-1');
    expect(await network.ssh(guest, userDataRan)).toBe('ip-10-77-0-1\n');
    expect(await network.ssh(guest, 'systemctl is-system-running --wait')).toBe('running\n');
    expect(await network.ssh(guest, 'whoami; sudo whoami; hostname; cat /etc/hostname')).toBe(
      'admin\nroot\nip-10-77-0-1\nip-10-77-0-1\n',
    );
    expect(await network.ssh(guest, 'cloud-init query cloud_name')).toBe('aws\n');
    const status = JSON.parse(await network.ssh(guest, 'cloud-init status --format json'));
    expect(status).toMatchObject({ status: 'done', errors: [] });
    expect(await network.ssh(guest, 'sudo ls /etc/ssh')).not.toContain('rsa');
  });

  test('has the environment in its units, its own network, and no name server', async () => {
    const { guest } = await launch('i-2');
    const ofUnit = await network.ssh(guest, 'sudo systemd-run --quiet --wait --pipe env');
    expect(ofUnit).toContain('AWS_REGION=eu-central-1\n');
    expect(ofUnit).toContain('ODD=100% "quoted" \\ $HOME\n');
    expect(await network.ssh(guest, 'ls /sys/class/net')).toBe('ens5\nlo\n');
    expect(await network.ssh(guest, 'sudo ip link set lo mtu 1400 && echo set')).toBe('set\n');
    expect(await network.ssh(guest, 'cat /etc/resolv.conf')).not.toMatch(/^nameserver/m);
    expect(await network.ssh(guest, 'getent ahosts nowhere.example || echo none')).toBe('none\n');
  });

  test('has a console with the log of its boot', async () => {
    const { guest } = await launch('i-3');
    await network.ssh(guest, userDataRan);
    await expect
      .poll(() => host.machines.consoleOutput('i-3'))
      .toMatch(/Welcome to Debian.*Started ssh\.service.*Cloud-init v\. .* finished/s);
    expect(await host.machines.consoleOutput('i-3')).not.toContain('\x1b[0;');
  });

  test('keeps its disk and identity when it reboots, and its user data ran once', async () => {
    const { guest } = await launch('i-4');
    await network.ssh(guest, userDataRan);
    const before = await network.ssh(guest, `cat /proc/sys/kernel/random/boot_id; ${identity}`);
    await host.machines.reboot('i-4');
    const [bootId = '', ...same] = before.split('\n');
    await expect
      .poll(() => network.ssh(guest, 'cat /proc/sys/kernel/random/boot_id'))
      .not.toContain(bootId);
    expect((await network.ssh(guest, identity)).split('\n')).toEqual(same);
    expect(await network.ssh(guest, userDataRan)).toBe('ip-10-77-0-4\n');
  });

  test('that reboots itself is not noticed as one that ended', async () => {
    const { guest } = await launch('i-5');
    const bootId = await network.ssh(guest, 'cat /proc/sys/kernel/random/boot_id');
    await network.ssh(guest, 'sudo systemd-run --quiet --on-active=0 systemctl reboot');
    await expect
      .poll(() => network.ssh(guest, 'cat /proc/sys/kernel/random/boot_id'))
      .not.toBe(bootId);
    expect((await host.machines.list()).get('i-5')).toEqual({ state: 'running' });
  });

  test('is the same after stop and start', async () => {
    const { guest, spec } = await launch('i-6');
    const before = await network.ssh(guest, `${userDataRan}; ${identity}`);
    await host.machines.stop('i-6', 30);
    await host.machines.start(spec);
    expect(await network.ssh(guest, `${userDataRan}; ${identity}`)).toBe(before);
  });

  test('takes user data as cloud-config, its files before any service', async () => {
    const { guest } = await launch('i-12', {}, cloudConfig);
    await network.ssh(guest, 'cloud-init status --wait > /dev/null');
    expect(await network.banner(guest)).toMatch(/seen-by-sshd/);
    expect(await network.ssh(guest, 'stat -c "%a %U" /etc/stack.env')).toBe('640 root\n');
    expect(await network.ssh(guest, 'cat /run/commands')).toBe('boot\nrun\n');
  });

  test('that wants more memory than it has is killed inside', async () => {
    const { guest } = await launch('i-7', { memoryMiB: 256 });
    await expect(
      network.ssh(guest, 'sudo systemd-run --quiet --wait --pipe tail /dev/zero'),
    ).rejects.toThrow();
    expect(await network.ssh(guest, 'echo alive')).toBe('alive\n');
    const { cpuSeconds, memoryBytes } = await host.machines.usage('i-7');
    expect(cpuSeconds).toBeGreaterThan(0.1);
    expect(memoryBytes).toBeLessThanOrEqual(256 * 1024 * 1024);
  });
});

describe('An image of a guest', () => {
  test('has what it wrote, and not who it is', async () => {
    const { guest, spec } = await launch('i-8');
    await network.ssh(guest, userDataRan);
    await network.ssh(guest, 'sudo rm /usr/bin/less; echo baked | sudo tee /opt/baked');
    const before = await network.ssh(guest, identity);
    await host.machines.stop('i-8', 30);
    await host.machines.freeze('i-8', 'layer-1');

    const { guest: next } = await launch('i-9', { layers: [base, 'layer-1'] });
    expect(await network.ssh(next, 'cat /opt/baked; test -e /usr/bin/less || echo gone')).toBe(
      'baked\ngone\n',
    );
    // Its own user data ran, too; the file of the first is in the image.
    expect(await network.ssh(next, userDataRan)).toBe('ip-10-77-0-8\nip-10-77-0-9\n');
    const others = (await network.ssh(next, identity)).split('\n').filter(Boolean);
    expect(others).toHaveLength(3);
    for (const line of others) expect(before).not.toContain(line);

    await host.machines.start(spec);
    expect(await network.ssh(guest, identity)).toBe(before);
    expect(await network.ssh(guest, userDataRan)).toBe('ip-10-77-0-8\n');
  });

  test('may be made while it runs', async () => {
    const { guest } = await launch('i-10');
    await network.ssh(guest, `${userDataRan}; echo baked | sudo tee /opt/baked; sync`);
    const before = await network.ssh(guest, identity);
    await host.machines.freeze('i-10', 'layer-2');
    expect(await network.ssh(guest, identity)).toBe(before);
    const { guest: next } = await launch('i-11', { layers: [base, 'layer-2'] });
    expect(await network.ssh(next, 'cat /opt/baked')).toBe('baked\n');
    expect(await network.ssh(next, identity)).not.toBe(before);
  });
});
