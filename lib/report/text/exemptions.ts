import type { Report } from '../model';
import { formatQuantity } from '../numbers';

/** What exemptions took out of the result; null where nothing. Expired ones are findings. */
export function exemptSentence({ exemptions }: Pick<Report, 'exemptions'>): string | null {
  const used = exemptions.filter(({ units }) => units > 0);
  if (used.length === 0) return null;
  const units = used.reduce((sum, exemption) => sum + exemption.units, 0);
  return `${formatQuantity(units, 'failure')} by ${formatQuantity(used.length, 'exemption')} of the configuration.`;
}
