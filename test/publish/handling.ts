import { type DeliveryReport, handleNotice } from '../../lib/publish/alerts/alert';
import { noticeAt, ORDERS } from './notices';
import type { Bench } from './workbench';

/** Handles a notice (of a new finding, where none is given) and keeps what is said and stored in `outputs`. */
export function handlingIn(outputs: string[]) {
  return async (bench: Bench, notice = noticeAt(14, [ORDERS])): Promise<DeliveryReport> => {
    const report = await handleNotice(notice, bench);
    outputs.push(JSON.stringify(report), storedText(bench));
    return report;
  };
}

/** Everything in the store. */
function storedText({ store }: Bench): string {
  return [...store.objects]
    .map(([key, { body }]) => `${key}\n${Buffer.from(body).toString('utf8')}`)
    .join('\n');
}

/** What became of a message, by chat. */
export function results({ chats }: DeliveryReport): Record<string, string> {
  return Object.fromEntries(chats.map(({ chat, result }) => [chat, result]));
}
