/** Attempts of a client at one request, with growing pauses. */
const MAX_ATTEMPTS = 5;
/** Milliseconds. */
const CONNECT_LIMIT = 3000;
const ANSWER_LIMIT = 10_000;

/**
 * How long and how often AWS is asked before a request has failed, for every client of the SDK: its own are to wait for
 * an answer for ever, which would take the whole time of a run.
 * @param answerLimit milliseconds for the answer to one attempt
 */
export function clientLimits(answerLimit = ANSWER_LIMIT) {
  return {
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: CONNECT_LIMIT,
      requestTimeout: answerLimit,
      // Between two pieces of an answer: the other limit ends with the first.
      socketTimeout: answerLimit,
      throwOnRequestTimeout: true,
    },
  } as const;
}
