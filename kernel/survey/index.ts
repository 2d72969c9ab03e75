/*
 * The kernel goes once over all spans of a corpus and notes what the checks ask of every span: it counts, and lists the
 * few spans that a check has to look at. Several threads may each go over some of the traces, with an instance of their
 * own in the memory of the table. What findings tell of the rows that fail is counted here as well.
 */

export { countTimes, readRows } from './rows';
export { settleOrphans } from './settle';
export { startSurvey, surveyTraces } from './survey';
