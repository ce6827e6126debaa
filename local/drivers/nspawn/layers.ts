// The layers of a region: folders, each what one machine had written when it was frozen, and a link
// to the base image, which the regions of a machine share.

import { mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { ifThere } from '../files.ts';
import type { BaseImage, LayerDriver } from '../images.ts';
import { type BaseImageOptions, prepareBase } from './baseImage.ts';
import { checkId, layerPath, layersFolder } from './paths.ts';

export type LayersOptions = BaseImageOptions & {
  /** Absolute path of the region's state; the same as its machines'. */
  readonly directory: string;
};

export function createLayers(options: LayersOptions): LayerDriver {
  const { directory } = options;

  async function base(
    onProgress: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<BaseImage> {
    const { rootfs, ...image } = await prepareBase(options, onProgress, signal);
    const layer = `base-${image.digest.slice(0, 16)}`;
    await mkdir(layersFolder(directory), { recursive: true, mode: 0o700 });
    const link = layerPath(directory, layer);
    await rm(`${link}.new`, { force: true });
    await symlink(rootfs, `${link}.new`);
    await rename(`${link}.new`, link);
    return { layer, ...image };
  }

  async function list(): Promise<readonly string[]> {
    const entries = await ifThere(readdir(layersFolder(directory), { withFileTypes: true }));
    const folders = (entries ?? []).filter((entry) => entry.isDirectory());
    // One that was cut off while it was made is to be removed, too.
    return [...new Set(folders.map(({ name }) => name.replace(/\.partial$/, '')))].sort();
  }

  async function remove(layer: string): Promise<void> {
    checkId('The id of a layer', layer);
    const path = layerPath(directory, layer);
    // Renamed first: half a layer must not be taken for one.
    await ifThere(rename(path, `${path}.partial`));
    await rm(`${path}.partial`, { recursive: true, force: true });
  }

  return { base, list, remove };
}
