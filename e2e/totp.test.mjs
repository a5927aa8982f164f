// Our codes against the table of RFC 6238, appendix B, and our base 32 against RFC 4648, section 10.

import assert from 'node:assert/strict';
import { fromBase32, totp } from './totp.mjs';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function toBase32(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.match(/.{1,5}/g).map((five) => BASE32[parseInt(five.padEnd(5, '0'), 2)]).join('');
}

// RFC 6238's seeds are the digits 1 to 0 repeated to the length of the hash.
const SEEDS = {
  sha1: '12345678901234567890',
  sha256: '12345678901234567890123456789012',
  sha512: '1234567890123456789012345678901234567890123456789012345678901234',
};

const VECTORS = [
  [59, 'sha1', '94287082'],
  [59, 'sha256', '46119246'],
  [59, 'sha512', '90693936'],
  [1111111109, 'sha1', '07081804'],
  [1111111109, 'sha256', '68084774'],
  [1111111109, 'sha512', '25091201'],
  [1111111111, 'sha1', '14050471'],
  [1234567890, 'sha1', '89005924'],
  [2000000000, 'sha1', '69279037'],
  [2000000000, 'sha512', '38618901'],
  [20000000000, 'sha1', '65353130'],
  [20000000000, 'sha256', '77737706'],
];

export default async function (tally) {
  for (const [second, algorithm, code] of VECTORS) {
    await tally.test(`the code at second ${second} with ${algorithm} is RFC 6238's`, () => {
      const secret = toBase32(Buffer.from(SEEDS[algorithm]));
      assert.equal(totp(secret, new Date(second * 1000), { digits: 8, algorithm }), code);
    });
  }
  await tally.test('base 32 is read as in RFC 4648, in small letters and with spaces too', () => {
    assert.equal(fromBase32('MZXW6YTBOI======').toString(), 'foobar');
    assert.equal(fromBase32('mzxw 6ytb').toString(), 'fooba');
    assert.throws(() => fromBase32('M1'), /no letter of base 32/);
  });
}
