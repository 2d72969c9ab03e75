import { z } from 'zod';
import { type Plain, share } from '../../report/fields';
import { edgeNameSchema } from '../../report/finding-model';

/** Findings that the state of one source remembers; beyond it the least harmful are not followed. */
export const MAX_FOLLOWED = 300;
/** Runs whose messages are remembered: what comes again after so many others is told by its window. */
export const MAX_REMEMBERED_RUNS = 32;
/** Findings that one message may speak about. */
export const MAX_CHANGES = 100;

const time = () => z.iso.datetime();
const severity = z.enum(['error', 'warning', 'info']);
const rate = z.strictObject({ rate: share, low: share, high: share });
const identity = { check: z.string(), service: z.string(), edge: edgeNameSchema.nullable() };

const followed = z.strictObject({
  ...identity,
  /** Start of the first window of this episode. */
  since: time(),
  /** The worst it was told as; before that, the worst it was. */
  severity,
  /** Windows in a row that speak for a change: failing while nobody was told, recovered afterwards. */
  streak: z.int().min(0),
  /** What people were last told; null: nothing yet. */
  told: z.strictObject({ at: time(), ...rate.shape }).nullable(),
  /** The last window's. */
  last: rate,
  /** End of the last window in which anything was known of it. */
  seen: time(),
});

/** What a message says of a finding. `tells`: it is a reason to post. */
const change = z.strictObject({
  ...identity,
  kind: z.enum([
    'new',
    'worse',
    'better',
    'ongoing',
    'raised',
    /** Nothing was seen of its service or edge: it stays as it was. */
    'unseen',
    'resolved',
    /** Nothing was seen of it for so long that it is not followed any more. */
    'forgotten',
    'found',
  ]),
  tells: z.boolean(),
  since: time(),
  severity,
  before: rate.nullable(),
});

const BLIND_KINDS = ['unknown', 'failed', 'not-audited'] as const;
const blind = z.strictObject({ since: time(), toldAt: time() });

/** What was decided for a run, and which chats have it. */
const run = z.strictObject({
  runId: z.string(),
  changes: z.array(change).max(MAX_CHANGES),
  /** Changes that are not listed. */
  moreChanges: z.int().min(0),
  /** Why the run itself is told of: nobody can see, or can again (with since when nobody could). */
  sight: z
    .strictObject({ kind: z.enum([...BLIND_KINDS, 'seeing']), since: time(), tells: z.boolean() })
    .nullable(),
  /** By name of the chat. */
  chats: z.record(
    z.string(),
    z.strictObject({ status: z.enum(['claimed', 'posted', 'failed']), until: time().nullable() }),
  ),
});

/** Everything that is remembered of one source. */
export const alertStateSchema = z.strictObject({
  stateVersion: z.literal(1),
  /** End of the latest judged window. */
  lastWindow: time().nullable(),
  findings: z.array(followed).max(MAX_FOLLOWED),
  blind: z.partialRecord(z.enum(BLIND_KINDS), blind),
  runs: z.array(run).max(MAX_REMEMBERED_RUNS),
});

export type AlertState = Plain<z.infer<typeof alertStateSchema>>;
export type Followed = AlertState['findings'][number];
export type RunRecord = AlertState['runs'][number];
export type Change = RunRecord['changes'][number];
export type Sight = NonNullable<RunRecord['sight']>;
export type Rate = Followed['last'];
export type BlindKind = (typeof BLIND_KINDS)[number];

/** Before the first run. */
export const EMPTY_STATE: AlertState = {
  stateVersion: 1,
  lastWindow: null,
  findings: [],
  blind: {},
  runs: [],
};

/** What tells a finding from others. */
export function findingKey({
  check: id,
  service,
  edge,
}: {
  readonly check: string;
  readonly service: string;
  readonly edge: { readonly from: string; readonly to: string } | null;
}): string {
  return JSON.stringify([id, service, edge === null ? null : [edge.from, edge.to]]);
}
