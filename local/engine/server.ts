// Pulumi's gRPC services `ResourceMonitor` and `Engine`, as a program's SDK calls them, on 127.0.0.1.

import * as grpc from '@grpc/grpc-js';
import engineServices from '@pulumi/pulumi/proto/engine_grpc_pb.js';
import engineMessages from '@pulumi/pulumi/proto/engine_pb.js';
import monitorServices from '@pulumi/pulumi/proto/resource_grpc_pb.js';
import messages from '@pulumi/pulumi/proto/resource_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Deployment } from './deployment.ts';
import type { Registered } from './goal.ts';
import { invoke } from './invokes.ts';
import { toGoal, toReadGoal } from './request.ts';
import { messageOf } from './run.ts';
import { fromStruct, toStruct } from './wire.ts';

export type Server = {
  /** Such as `127.0.0.1:40123`; of both services. */
  readonly address: string;
  /** How many errors the program has logged. */
  readonly errorCount: () => number;
  readonly close: () => Promise<void>;
};

/** Of the SDK's features, those that are supported; it asks for them under old and new names. */
const features = {
  secrets: 'SECRETS',
  resourceReferences: 'RESOURCE_REFERENCES',
  outputValues: 'OUTPUT_VALUES',
  aliasSpecs: 'ALIAS_SPECS',
  invokeDependsOn: 'INVOKE_DEPENDS_ON',
} as const;

/** Registrations of a big stack's program, all at once. */
const maxMessageBytes = 64 * 1024 * 1024;

export async function serve(deployment: Deployment): Promise<Server> {
  const server = new grpc.Server({ 'grpc.max_receive_message_length': maxMessageBytes });
  let errors = 0;
  server.addService(monitorServices.ResourceMonitorService, monitor(deployment));
  server.addService(
    engineServices.EngineService,
    engine(deployment, () => {
      errors += 1;
    }),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    errorCount: () => errors,
    close: async () => server.forceShutdown(),
  };
}

function monitor(deployment: Deployment): grpc.UntypedServiceImplementation {
  const { run } = deployment;
  return {
    getDeploymentInfo: unary(async (_: empty.Empty) => {
      const all = messages.ResourceMonitorFeature;
      const supported = Object.values(features).map(
        (name) => all[`RESOURCE_MONITOR_FEATURE_${name}`],
      );
      return new messages.DeploymentInfo()
        .setProject(run.project)
        .setStack(run.stack)
        .setDryrun(run.isPreview)
        .setSupportedfeaturesList(supported);
    }),
    supportsFeature: unary(async (request: messages.SupportsFeatureRequest) =>
      new messages.SupportsFeatureResponse().setHassupport(request.getId() in features),
    ),
    registerResource: unary(async (request: messages.RegisterResourceRequest) => {
      const goal = toGoal(run, request);
      const registered = await deployment.register(goal);
      return registerResponse(registered, goal.component === 'remote');
    }),
    registerResourceOutputs: unary(async (request: messages.RegisterResourceOutputsRequest) => {
      await deployment.registerOutputs(request.getUrn(), fromStruct(request.getOutputs()));
      return new empty.Empty();
    }),
    readResource: unary(async (request: messages.ReadResourceRequest) => {
      const { urn, outputs, missing } = await deployment.register(toReadGoal(run, request));
      return new messages.ReadResourceResponse()
        .setUrn(urn)
        .setProperties(toStruct(outputs))
        .setUnknown(missing !== undefined);
    }),
    invoke: unary(async (request: messages.ResourceInvokeRequest) => {
      const invocation = {
        token: request.getTok(),
        inputs: fromStruct(request.getArgs()),
        provider: request.getProvider(),
        dependencies: request.getDependsonList(),
      };
      const outputs = await invoke(run, invocation, (urn) => deployment.find(urn));
      const response = new messages.ResourceInvokeResponse();
      return outputs ? response.setReturn(toStruct(outputs)) : response.setUnknown(true);
    }),
    registerPackage: unary(async (request: messages.RegisterPackageRequest) =>
      new messages.RegisterPackageResponse().setRef(`${request.getName()}@${request.getVersion()}`),
    ),
    // The deletes come when the program has ended; nothing of it is needed for them.
    signalAndWaitForShutdown: unary(async (_: empty.Empty) => new empty.Empty()),
    call: refuse('methods of resources'),
    registerStackTransform: refuse('transforms'),
    registerStackInvokeTransform: refuse('transforms'),
    registerResourceHook: refuse('hooks'),
    registerErrorHook: refuse('hooks'),
  };
}

/**
 * What the program learns. A custom resource that is missing is told as one whose outputs are not known, so that
 * the program goes on, without what depends on it; for a component the SDK knows but failure.
 */
function registerResponse(
  { urn, id, outputs, missing }: Registered,
  isRemote: boolean,
): messages.RegisterResourceResponse {
  const response = new messages.RegisterResourceResponse()
    .setUrn(urn)
    .setId(id ?? '')
    .setObject(toStruct(outputs));
  if (missing === undefined) return response;
  return isRemote ? response.setResult(messages.Result.FAIL) : response.setUnknown(true);
}

function engine(deployment: Deployment, onError: () => void): grpc.UntypedServiceImplementation {
  const { show } = deployment.run;
  let rootUrn = '';
  return {
    log: unary(async (request: engineMessages.LogRequest) => {
      const urn = request.getUrn() || undefined;
      const message = request.getMessage();
      const severity = request.getSeverity();
      const { DEBUG, ERROR, WARNING } = engineMessages.LogSeverity;
      if (severity === ERROR) onError();
      if (severity === ERROR && !isEcho(message)) deployment.fail(urn, message);
      else if (severity === WARNING) show({ kind: 'warning', urn, message });
      else if (severity !== DEBUG && severity !== ERROR) show({ kind: 'said', urn, message });
      return new empty.Empty();
    }),
    getRootResource: unary(async (_: engineMessages.GetRootResourceRequest) =>
      new engineMessages.GetRootResourceResponse().setUrn(rootUrn),
    ),
    setRootResource: unary(async (request: engineMessages.SetRootResourceRequest) => {
      rootUrn = request.getUrn();
      return new engineMessages.SetRootResourceResponse();
    }),
    requirePulumiVersion: unary(
      async (_: engineMessages.RequirePulumiVersionRequest) =>
        new engineMessages.RequirePulumiVersionResponse(),
    ),
    startDebugging: unary(async (_: engineMessages.StartDebuggingRequest) => new empty.Empty()),
  };
}

/** The SDK logs an error for each output of a component that is missing; why has been said already. */
function isEcho(message: string): boolean {
  return /resource .+ \[.+\] failed to register/.test(message);
}

function unary<Request, Response>(
  answer: (request: Request) => Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    answer(call.request).then(
      (response) => callback(null, response),
      (error: unknown) => callback({ code: grpc.status.UNKNOWN, details: messageOf(error) }, null),
    );
  };
}

function refuse(what: string): grpc.handleUnaryCall<unknown, unknown> {
  return (_, callback) => {
    const details = `The local stack's engine has no ${what}.`;
    callback({ code: grpc.status.UNIMPLEMENTED, details }, null);
  };
}
