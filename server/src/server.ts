/** The door `flowlang/server`: a server inside a program of one's own. */
export { FlowLangError, ProjectError } from './errors.ts';
export { PortInUseError, type RunningServer, type ServerOptions, startServer } from './start-server.ts';
