// Asks a target whether it is healthy, as a load balancer does: a new connection each time, from the load
// balancer's own address.

export type Probe = {
  /** `hostAddress` of the load balancer's interface and of the target's. */
  readonly sourceAddress: string;
  readonly address: string;
  readonly port: number;
  readonly path: string;
  /** The private address and port: the `Host` header. */
  readonly host: string;
  readonly timeoutSeconds: number;
};

export type ProbeResult =
  | { readonly kind: 'answer'; readonly status: number }
  | { readonly kind: 'timeout' }
  /** Refused, reset, or no HTTP. */
  | { readonly kind: 'failed' };

export interface TargetProbes {
  /**
   * How long a target takes to be registered before it is asked for the first time. It takes a moment at AWS, too; and
   * an instance that is asked while it boots can only fail.
   */
  readonly registrationSeconds: number;
  probe(probe: Probe): Promise<ProbeResult>;
}
