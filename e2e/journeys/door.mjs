// The door list of a call-in on a telephone whose connection is cut: nothing that is pressed is lost, nothing is counted twice, and what waits
// in the telephone names nobody. Without script the same buttons are plain forms.

import assert from 'node:assert/strict';
import { PHONE } from '../house.mjs';

export default async function ({ house, step }) {
  const tom = house.accounts.find((account) => account.user === 'tom');
  const row = (page, place) => page.locator('.door > li').nth(place);
  const state = (page, place) => row(page, place).locator('[data-door-state]').innerText();
  const press = (page, place, mark) => row(page, place).locator(`button[value="${mark}"]`).click();
  let door;
  let page;
  let names;

  await step('probation opens the door list of the call-in that was held, at the width of a telephone', async () => {
    page = await house.signedIn(tom, { lang: 'sv', viewport: PHONE });
    await page.goto('/summons');
    // The call-ins stand with the latest day on top; the one below has been held.
    await page.locator('main table a').last().click();
    await page.locator('main a[href^="/summons/door"]').click();
    door = page.url();
    await page.locator('.door > li').first().waitFor();
    names = await page.locator('.door h2').allInnerTexts();
    assert.ok(names.length >= 4, `only ${names.length} guests at the door`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    assert.ok(!wide, 'the page is wider than the telephone');
  });

  await step('with a connection a mark is saved at once', async () => {
    await press(page, 0, 'late');
    await page.getByText('Alla markeringar är sparade.').waitFor();
    assert.equal(await state(page, 0), 'Kom sent');
  });

  await step('without one the marks wait, as ids and states and no names', async () => {
    await page.context().setOffline(true);
    await press(page, 0, 'left');
    await press(page, 1, 'came');
    await press(page, 2, 'absent');
    await page.getByText('3 markeringar väntar på uppkoppling').waitFor();
    assert.match(await state(page, 1), /^Kom \(på väg\)$/);
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    for (const name of names) for (const word of name.split(/\s+/).filter((word) => word.length > 3)) assert.ok(!kept.includes(word), `the telephone keeps ${word}`);
    assert.equal(JSON.parse(JSON.parse(kept)[Object.keys(JSON.parse(kept))[0]]).length, 3);
  });

  await step('when it is back they are sent, and a second sending of the same marks changes nothing', async () => {
    const kept = await page.evaluate(() => Object.entries(localStorage));
    await page.context().setOffline(false);
    await page.getByText('Alla markeringar är sparade.').waitFor({ timeout: 15_000 });
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), [], 'something stays in the telephone');
    // As if the answers had been lost on the way: the same marks once more.
    await page.evaluate((entries) => entries.forEach(([key, value]) => localStorage.setItem(key, value)), kept);
    await page.goto(door);
    await page.getByText('Alla markeringar är sparade.').waitFor({ timeout: 15_000 });
    await page.goto(door);
    assert.deepEqual([await state(page, 0), await state(page, 1), await state(page, 2)], ['Gick tidigare', 'Kom', 'Uteblev']);
    await page.close();
  });

  await step('without script the buttons are plain forms', async () => {
    const plain = await house.signedIn(tom, { lang: 'sv', script: false, viewport: PHONE });
    await plain.goto(door);
    await press(plain, 3, 'absent');
    await plain.waitForURL(/\/summons\/door/);
    assert.equal(await state(plain, 3), 'Uteblev');
    await plain.close();
  });

  await step('and nobody else finds the page', async () => {
    for (const user of ['olle', 'pia', 'ines']) {
      const other = await house.signedIn(house.accounts.find((account) => account.user === user), { lang: 'sv' });
      const answer = await other.goto(door);
      assert.equal(answer.status(), 404, user);
      await other.close();
    }
  });
}
