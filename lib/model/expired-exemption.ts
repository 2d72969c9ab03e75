/**
 * ID of the finding that an expired exemption is. It is about the configuration, so that whether it is there is always
 * known, whatever traffic there was.
 */
export const EXPIRED_EXEMPTION = 'expired-exemption';
