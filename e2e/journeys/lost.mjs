// Somebody follows an old or a guessed address. The page says so, shows a way on, and tells nothing about what may be there.

import assert from 'node:assert/strict';
import { axeObjections, languageObjections, missingTextObjections, sidewaysObjections } from '../page_rules.mjs';

// Forms of address that exist, with names that do not: an id that was never given, one that is no id, and no place at all.
const ADDRESSES = ['/groups/01890000-0000-7000-8000-000000000000', '/groups/not-an-id', '/no-such-place'];

export default async function ({ house, step }) {
  const account = house.account('polisen', 'analyst');
  for (const lang of ['sv', 'en']) {
    const page = await house.signedIn(account, { lang });
    const said = new Set();
    for (const address of ADDRESSES) {
      await step(`${address} is answered with a page that keeps the rules (${lang})`, async () => {
        const answer = await page.goto(address);
        assert.equal(answer.status(), 404);
        assert.deepEqual(await languageObjections(page, lang), []);
        assert.deepEqual(await missingTextObjections(page), []);
        assert.deepEqual(await axeObjections(page), []);
        assert.deepEqual(await sidewaysObjections(page), []);
        assert.notEqual(await page.locator('a[href^="/"]').count(), 0, 'a way on');
        said.add(await page.locator('main').innerText());
      });
    }
    await step(`all of them say the same (${lang})`, () => assert.equal(said.size, 1, [...said].join('\n---\n')));
    await house.screenshot(page, 'journeys', `lost.${lang}`);
    await page.close();
  }
}
