/** What a measured process tells the one that measures. */
export interface Report {
  readonly port: number;
  /** Microseconds of CPU since it began, user and system. */
  readonly cpu: number;
}

export function reportTo(process: NodeJS.Process, port: number): void {
  const report = (): void => {
    const { user, system } = process.cpuUsage();
    process.send?.({ port, cpu: user + system } satisfies Report);
  };
  process.on('message', report);
  process.on('disconnect', () => process.exit());
  report();
}
