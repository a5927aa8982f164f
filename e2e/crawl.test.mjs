// The crawl's own words: which addresses are of one kind.

import assert from 'node:assert/strict';
import { kindOf } from './crawl.mjs';
import { parseAccount } from './demo.mjs';

export default async function (tally) {
  await tally.test('cards of two groups are pages of one kind', () => {
    assert.equal(kindOf('/groups/K7MQ-2X/timeline'), kindOf('/groups/B3RT-9A/timeline'));
    assert.notEqual(kindOf('/groups/K7MQ-2X'), kindOf('/groups/new'));
    assert.equal(kindOf('/log?after=17&role=x'), '/log?after&role');
  });
  await tally.test('an account line is read, with a role of several words', () => {
    assert.deepEqual(parseAccount('ACCOUNT police lead analyst mara secret-1 ABC'), {
      authority: 'police',
      role: 'lead analyst',
      user: 'mara',
      password: 'secret-1',
      secret: 'ABC',
    });
    assert.equal(parseAccount('all data is invented'), null);
  });
}
