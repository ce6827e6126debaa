import { describeMachines } from './machines.contract.ts';
import { createMemoryLayers } from './memory/layers.ts';
import { createMemoryMachines } from './memory/machines.ts';

describeMachines('Machines in memory', async () => {
  const layers = new Set<string>();
  const machines = createMemoryMachines(layers);
  return {
    machines,
    layers: createMemoryLayers(layers),
    powerOff: async (InstanceId) => machines.exit(InstanceId),
    networkNamespace: '/nowhere',
    remove: () => machines.close(),
  };
});
