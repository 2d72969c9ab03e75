import { catalog } from './catalog';
import { gateway } from './gateway';
import { inventory } from './inventory';
import type { Kit, Service } from './kit';
import { mailer } from './mailer';
import { orders } from './orders';
import { payments } from './payments';
import { pricing } from './pricing';
import { reviews } from './reviews';
import { search } from './search';
import { shipping } from './shipping';
import { templates } from './templates';

/** The instrumented services by role. */
export const services: ReadonlyMap<string, (kit: Kit) => Service> = new Map([
  ['gateway', gateway],
  ['catalog', catalog],
  ['pricing', pricing],
  ['orders', orders],
  ['inventory', inventory],
  ['payments', payments],
  ['reviews', reviews],
  ['search', search],
  ['mailer', mailer],
  ['templates', templates],
  ['shipping', shipping],
]);
