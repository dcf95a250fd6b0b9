/** The door `flowlang/server`: a server inside a program of one's own. */
export type { AssemblyOptions } from './assemble-server.ts';
export { FlowLangError, ProjectError } from './errors.ts';
export { FlowServer, type FlowServerOptions, type LogLevel, type RunOptions } from './flow-server.ts';
export { PortInUseError, type RunningServer, type ServerOptions, startServer } from './start-server.ts';
