// What listens and routes for load balancers: `haproxy/` does it, `memory/` for simulations. Level-based:
// `apply` is given the whole, and makes what runs match. It outlives the region: traffic goes on while no
// region runs, and the next one finds it.
//
// Health is the region's business (controllers/targetHealth): a driver is told which targets get requests.

/** One target, as requests reach it from this machine. */
export type RoutedTarget = {
  /** Such as `i-0123`, with its port; unique in its group. */
  readonly id: string;
  /** Its interface's `hostAddress`. */
  readonly address: string;
  readonly port: number;
  /** `hostAddress` of the load balancer's interface that requests come from, in the target's zone if it has one there. */
  readonly sourceAddress: string;
  /**
   * `ready`: gets requests; `draining`: gets no new ones, those in flight go on; `off`: none, and what is
   * in flight is cut.
   */
  readonly state: 'ready' | 'draining' | 'off';
  /** Of its full share of requests, 0 to 1: below 1 while its group's slow start lasts. */
  readonly share: number;
};

export type RoutedGroup = {
  readonly TargetGroupArn: string;
  readonly algorithm: 'round_robin' | 'least_outstanding_requests' | 'weighted_random';
  readonly stickySeconds?: number;
  readonly targets: readonly RoutedTarget[];
};

export type RoutedAction =
  | {
      readonly kind: 'forward';
      readonly groups: readonly { readonly TargetGroupArn: string; readonly weight: number }[];
    }
  | {
      readonly kind: 'redirect';
      /** As in AWS's RedirectConfig, with its placeholders such as `#{host}`. */
      readonly protocol: string;
      readonly host: string;
      readonly port: string;
      readonly path: string;
      readonly query: string;
      readonly statusCode: 301 | 302;
    }
  | {
      readonly kind: 'fixed-response';
      readonly statusCode: number;
      readonly contentType: string;
      readonly body: string;
    };

/** All of the conditions hold; of each, one of its values. Values may have `*` and `?`. */
export type RoutedRule = {
  readonly priority: number;
  readonly conditions: readonly (
    | {
        readonly field: 'host-header' | 'path-pattern' | 'http-request-method' | 'source-ip';
        readonly values: readonly string[];
      }
    | { readonly field: 'http-header'; readonly name: string; readonly values: readonly string[] }
    | {
        readonly field: 'query-string';
        readonly values: readonly { readonly key?: string; readonly value: string }[];
      }
  )[];
  readonly action: RoutedAction;
};

export type RoutedListener = {
  readonly ListenerArn: string;
  readonly port: number;
  /** Whether the load balancer's security groups let this machine in; else connections get no answer. */
  readonly isOpen: boolean;
  /** By ascending priority. */
  readonly rules: readonly RoutedRule[];
  readonly defaultAction: RoutedAction;
};

export type RoutedLoadBalancer = {
  readonly LoadBalancerArn: string;
  /** Of 127.0.0.0/16; it listens there alone. */
  readonly address: string;
  readonly idleTimeoutSeconds: number;
  readonly dropsInvalidHeaders: boolean;
  readonly xForwardedFor: 'append' | 'preserve' | 'remove';
  readonly listeners: readonly RoutedListener[];
  readonly groups: readonly RoutedGroup[];
};

/** One request that a load balancer has answered or given up. */
export type AccessRecord = {
  readonly at: Date;
  readonly LoadBalancerArn: string;
  /** Undefined where none was chosen. */
  readonly TargetGroupArn: string | undefined;
  /** {@link RoutedTarget.id} of who was asked; undefined where nobody was. */
  readonly targetId: string | undefined;
  /** What the client got. */
  readonly status: number;
  /** What the target answered; undefined where it did not, and the status is the load balancer's own. */
  readonly targetStatus: number | undefined;
  /** From the request being sent to the target to the beginning of its answer. */
  readonly targetSeconds: number | undefined;
  readonly receivedBytes: number;
  readonly sentBytes: number;
};

export interface LoadBalancerDriver {
  /**
   * Makes what listens and routes match. Established connections go on; what has died is started again.
   * Calls are run one after another.
   */
  apply(loadBalancers: readonly RoutedLoadBalancer[]): Promise<void>;
  /** What was served since the last call, also while no region ran. */
  takeAccessRecords(): Promise<readonly AccessRecord[]>;
  /** Kills what listens, as if it had crashed: the next `apply` starts it again. */
  kill(): Promise<void>;
  /** Stops what listens, and removes all that there is of it on this machine. */
  destroy(): Promise<void>;
}
