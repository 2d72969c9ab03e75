import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { bytes, context, der, objectId, sequence, text } from './der';

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const SUBJECT_ALT_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const BOOLEAN = 0x01;
const UTC_TIME = 0x17;
/** SubjectAltName's iPAddress. */
const IP_ADDRESS = 0x87;

/** A key and a certificate that it signed itself, in PEM: its own authority, for 127.0.0.1, until 2049. */
export function selfSigned(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(objectId(ECDSA_WITH_SHA256));
  const name = sequence(der(SET, sequence(objectId(COMMON_NAME), text('stand-in'))));
  const validity = sequence(
    der(UTC_TIME, Buffer.from('200101000000Z')),
    der(UTC_TIME, Buffer.from('491231235959Z')),
  );
  const toSign = sequence(
    context(0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    context(
      3,
      sequence(
        sequence(
          objectId(BASIC_CONSTRAINTS),
          der(BOOLEAN, Buffer.from([0xff])),
          der(OCTET_STRING, sequence(der(BOOLEAN, Buffer.from([0xff])))),
        ),
        sequence(
          objectId(SUBJECT_ALT_NAME),
          der(OCTET_STRING, sequence(der(IP_ADDRESS, Buffer.from([127, 0, 0, 1])))),
        ),
      ),
    ),
  );
  const signature = createSign('sha256').update(toSign).sign(privateKey);
  const certificate = sequence(toSign, algorithm, der(BIT_STRING, bytes([0], signature)));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem('CERTIFICATE', certificate),
  };
}

function pem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
