// Layers that are only names; the base image is made in no time.

import type { BaseImage, LayerDriver } from '../images.ts';

const digest = '4d'.repeat(32);
const base: BaseImage = {
  layer: `base-${digest.slice(0, 16)}`,
  name: 'debian-13-amd64-20260101-0000',
  builtAt: new Date('2026-01-01T00:00:00Z'),
  digest,
};

/** @param layers the names, shared with the machines that make them */
export function createMemoryLayers(layers: Set<string> = new Set()): LayerDriver {
  return {
    base: async () => base,
    list: async () => [...layers].sort(),
    async remove(layer) {
      layers.delete(layer);
    },
  };
}
