// The six digits that a person's telephone shows (RFC 6238 over RFC 4226), from the secret the demo prints.

import { createHmac } from 'node:crypto';

const STEP_SECONDS = 30;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code at a moment (a Date), for a secret in base 32 as authenticator apps take it. */
export function totp(secret, moment, { digits = 6, algorithm = 'sha1' } = {}) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(moment.getTime() / 1000 / STEP_SECONDS)));
  const mac = createHmac(algorithm, fromBase32(secret)).update(counter).digest();
  // RFC 4226, 5.3: the last four bits say where the four bytes stand; the sign bit is dropped.
  const offset = mac[mac.length - 1] & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

export function fromBase32(text) {
  const bytes = [];
  let bits = 0;
  let held = 0;
  for (const letter of text.toUpperCase().replace(/[\s=-]/g, '')) {
    const value = BASE32.indexOf(letter);
    if (value < 0) throw new Error(`'${letter}' is no letter of base 32`);
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return Buffer.from(bytes);
}
