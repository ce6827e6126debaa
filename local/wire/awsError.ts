// An answer that refuses, as a client sees it.

/**
 * What a handler throws to refuse.
 *
 * @param code as on the wire in the query protocols, such as `InvalidVpcID.NotFound`, `NoSuchEntity`
 * @param message AWS's sentence for it
 * @param status HTTP status, 400 unless told
 * @param shape the error's shape, where several have the code
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly shape: string | undefined;

  constructor(code: string, message: string, status = 400, shape?: string) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.shape = shape;
  }
}
