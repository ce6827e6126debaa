// Names of errors: handlers throw the query protocols' codes, the others name the shape.

import type { AwsError } from './awsError.ts';
import type { Service } from './service.ts';

/** The full id of the error's shape, such as `com.amazonaws.cloudwatch#ResourceNotFound`. */
export function errorShapeOf(
  service: Service<never> | undefined,
  { code, shape }: AwsError,
): string {
  for (const schema of Object.values(service?.schemas ?? {})) {
    // -3 marks errors among the schemas (@smithy/types, static-schemas).
    if (!Array.isArray(schema) || schema[0] !== -3) continue;
    const [, namespace, name, traits] = schema;
    const isIt =
      shape === undefined ? traits?.awsQueryError?.[0] === code || name === code : name === shape;
    if (isIt) return `${namespace}#${name}`;
  }
  return code;
}

/** For services that once spoke awsQuery: the code that their clients knew then. */
export function queryErrorHeader(error: AwsError): Record<string, string> {
  const fault = error.status < 500 ? 'Sender' : 'Receiver';
  return { 'x-amzn-query-error': `${error.code};${fault}` };
}
