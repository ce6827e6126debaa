// The layers that images are made of, and the base image that the region starts with.

/** The region's base image: one layer, as Debian publishes its own AMIs. */
export type BaseImage = {
  /** Id of its layer. */
  readonly layer: string;
  /** `debian-13-<amd64|arm64>-<YYYYMMDD>-<HHMM>`, as Debian names them. */
  readonly name: string;
  readonly builtAt: Date;
  /** SHA-256 of what it was made into, in hex: the same base has the same AMI id in every region. */
  readonly digest: string;
};

export interface LayerDriver {
  /**
   * Gives the base image, and makes it first where the machine has none (Debian's mirror, about half a
   * minute): an interrupted making is begun again, a finished one is checked against its digest.
   *
   * @param onProgress called with a line for each step of the making
   */
  base(onProgress: (line: string) => void, signal?: AbortSignal): Promise<BaseImage>;
  /** Ids of the layers that this region has, the base apart. */
  list(): Promise<readonly string[]>;
  /** Deletes a layer that no machine and no image uses any more. Silent if there is none. */
  remove(layer: string): Promise<void>;
}
