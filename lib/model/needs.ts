/**
 * What a check needs of a span beyond its structure (IDs, parent, kind, times, name, service). Readers that can may
 * leave out what no enabled check needs.
 * - `peer`: whom CLIENT and PRODUCER spans call
 * - `links`: whether a span has links
 * - `hosts`: host, instance and language of the resource
 * - `tracestate`: the sampling threshold that it declares
 * - `status`: whether the status is ERROR
 */
export const NEEDS = ['peer', 'links', 'hosts', 'tracestate', 'status'] as const;

/** One of NEEDS. */
export type Need = (typeof NEEDS)[number];
