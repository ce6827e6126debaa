// The network of a region: VPCs, the interfaces in them, and what may pass. Level-based: `apply` is
// given the whole, and makes the host match. `linux/` does it with network namespaces and nftables.

/** One permission of a security group. Exactly one of `CidrIp`, `GroupId` says who. */
export type NetworkRule = {
  /** `tcp`, `udp`, `icmp`, a protocol number, or `-1` for all. */
  readonly IpProtocol: string;
  /** Ports, both inclusive; for `icmp` type and code; -1 or undefined for all. */
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly CidrIp?: string;
  readonly GroupId?: string;
};

export type NetworkGroup = {
  readonly GroupId: string;
  readonly ingress: readonly NetworkRule[];
  readonly egress: readonly NetworkRule[];
};

export type NetworkInterface = {
  readonly NetworkInterfaceId: string;
  readonly MacAddress: string;
  readonly PrivateIpAddress: string;
  /** The router of its subnet, such as `10.0.1.1`. */
  readonly gateway: string;
  /**
   * An address of the region's pool that means this interface on the host: what it sends to the region
   * comes from there. Every interface has one of its own.
   */
  readonly hostAddress: string;
  /**
   * Whether the host, which is the region's internet, may begin a connection to `hostAddress`: true
   * for an interface with a public address, which is then this one.
   */
  readonly isPublic: boolean;
  readonly GroupIds: readonly string[];
  /**
   * True for an interface of the region's own (a load balancer's): it has no guest behind it. A process
   * of the host that binds its `hostAddress` speaks for it, and reaches every interface of the VPC, at
   * their host addresses, as far as both sides' groups allow.
   */
  readonly isServiceManaged: boolean;
  /**
   * How many hops the answer to a metadata PUT survives, 1 to 64: `HttpPutResponseHopLimit`. With 1 it
   * reaches the guest's own processes, and no container behind one more hop.
   */
  readonly metadataHopLimit: number;
};

export type NetworkVpc = {
  readonly VpcId: string;
  readonly CidrBlocks: readonly string[];
  readonly interfaces: readonly NetworkInterface[];
  readonly groups: readonly NetworkGroup[];
};

/** Where the region listens for its instances: the host's own address in the region's pool. */
export type RegionPorts = {
  /** Port of the instance metadata service; guests find it at 169.254.169.254:80. */
  readonly metadata: number;
  /** Port of the API; guests find it at `apiAddress`, port 443, as far as their groups' egress allows. */
  readonly api: number;
};

/**
 * What passes, whoever asks. A guest reaches the guests of its VPC at their private addresses, the
 * metadata service and the API; all else is answered as unreachable at once: name servers, which
 * there are none of (169.254.169.253:53, the VPC's `.2`), the internet, every host address (those of
 * its own VPC, too), other VPCs, load balancers. The host reaches public guests at their host
 * addresses. What groups forbid gets no answer. What a guest sends from an address which is not its
 * own is dropped, so a host address that the region sees as a caller's is that interface's.
 */
export interface NetworkDriver {
  /** The host's address in the region's pool: the internet, as instances see it. */
  readonly hostAddress: string;
  /**
   * What the region may give to interfaces, in CIDR notation; `hostAddress` is its first address, `.1`.
   * A region keeps its pool until `destroy`, or until the host is booted again.
   */
  readonly pool: string;
  /** Makes the host's network match, changing only what differs. Calls are run one after another. */
  apply(vpcs: readonly NetworkVpc[], ports: RegionPorts): Promise<void>;
  /** Path of the namespace that an interface's guest runs in, after `apply`. */
  namespaceOf(NetworkInterfaceId: string): string;
  /** Lets nothing pass to or from an interface, or lets it pass again. Silent if it is not there. */
  setCut(
    NetworkInterface: { readonly VpcId: string; readonly NetworkInterfaceId: string },
    isCut: boolean,
  ): Promise<void>;
  /** Removes everything of this region from the host: links, namespaces, tables, addresses, routes. */
  destroy(): Promise<void>;
}

/** Where guests find the region's API: `http://` this, port 443. Link-local, so that no route decides. */
export const apiAddress = '169.254.169.253';
