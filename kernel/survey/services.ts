import { take } from '../shared/heap';

/** What is counted of a service is one line of a processor's cache (lib/checks/kernel/survey-kernel.ts reads it). */
const SERVICE_BITS: u32 = 6;

/** The last trace that the service was seen in, its number plus 1. */
export const AT_LAST_TRACE: usize = 0;
export const AT_TRACES: usize = 4;
export const AT_ROOTS: usize = 8;
export const AT_ORPHANS: usize = 12;
export const AT_LOCAL_CHILDREN: usize = 16;
export const AT_REMOTE_CHILDREN: usize = 20;
/** Spans of traces without a valid ID; they are counted nowhere else. */
export const AT_UNTRACED: usize = 24;
/** Bit k is set where a span has kind k. */
export const AT_KINDS: usize = 28;
/** The largest sampling threshold that a span declares. */
export const AT_THRESHOLD: usize = 32;
/** Traces whose earliest root is of the service. */
export const AT_ROOTED_TRACES: usize = 36;
/** Of the orphans those that say where their parent was. */
export const AT_LOCAL_ORPHANS: usize = 40;
export const AT_REMOTE_ORPHANS: usize = 44;
/** Of the latter those in traces without a root. */
export const AT_ENTRY_ORPHANS: usize = 48;

/** The counts of the first service. */
export let services: usize = 0;

/** @returns whether there is room */
export function startServices(count: u32): bool {
  services = take(<u64>count << SERVICE_BITS);
  return services != 0;
}

@inline
export function countsOf(service: u32): usize {
  return services + (service << SERVICE_BITS);
}

@inline
export function countOne(counts: usize, at: usize): void {
  store<u32>(counts + at, load<u32>(counts + at) + 1);
}
