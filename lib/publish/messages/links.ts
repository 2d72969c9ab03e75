/** Links in messages: only https, and only where a template of the configuration or the run's notice says. */

/** Longer addresses are left out: chats refuse them, or cut them into another address. */
export const MAX_LINK_LENGTH = 1000;

const HEX = /^[0-9a-f]{1,32}$/i;

/** The link to a trace; null where there is no template, or the ID is no ID. */
export function traceLink(template: string | null, traceId: string): string | null {
  if (template === null || !HEX.test(traceId)) return null;
  return httpsLink(template.replaceAll('{traceId}', traceId));
}

/** The address in its normal form, with everything that a chat could take for markup encoded; null where it is none. */
export function httpsLink(address: string): string | null {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return null;
  const link = url.href.replace(
    /[<>()[\]*_~`|'"\\^{}\s]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return link.length <= MAX_LINK_LENGTH ? link : null;
}
