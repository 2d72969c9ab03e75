import type { TempoOptions } from './options';
import { type StandInTempo, startTempo } from './server';

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Runs a test against a stand-in, which is stopped whatever comes. */
export async function withTempo<T>(
  options: TempoOptions,
  use: (tempo: StandInTempo) => Promise<T>,
): Promise<T> {
  const tempo = await startTempo(options);
  try {
    return await use(tempo);
  } finally {
    await tempo.stop();
  }
}

/** Asks for a path with parameters. */
export async function ask(
  tempo: StandInTempo,
  path: string,
  parameters: Readonly<Record<string, string | number>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const url = new URL(tempo.url + path);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
  const response = await fetch(url, { headers });
  return { status: response.status, headers: response.headers, body: await response.text() };
}
