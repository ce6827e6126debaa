import { randomBytes } from 'node:crypto';
import { describeMachines } from './machines.contract.ts';
import { run } from './run.ts';
import { poll } from './testing/guestNetwork.ts';
import { createNspawnHost } from './testing/nspawnHost.ts';

describeMachines('Machines in nspawn', async () => {
  const id = `t${randomBytes(3).toString('hex')}`;
  await run('ip', ['netns', 'add', id]);
  const host = await createNspawnHost(id);
  return {
    ...host,
    async powerOff(InstanceId) {
      const init = await host.machines.initProcess(InstanceId);
      // Its bus comes up a moment after it.
      await poll(() => run('nsenter', ['--all', `--target=${init}`, 'systemctl', 'poweroff']));
    },
    networkNamespace: `/run/netns/${id}`,
    async remove() {
      await host.remove();
      await run('ip', ['netns', 'del', id]);
    },
  };
});
