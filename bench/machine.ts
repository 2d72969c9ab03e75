import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

/** The machine and the runtime in one line. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const gigabytes = Math.round(totalmem() / 1e9);
  const system = `${type()} ${release().split('.').slice(0, 2).join('.')} ${process.arch}`;
  return `${model}, ${availableParallelism()} cores, ${gigabytes} GB; Node ${process.versions.node}; ${system}`;
}
