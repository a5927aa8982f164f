// Somebody mistypes, is told so in words that give nothing away, and then gets to their day.

import assert from 'node:assert/strict';
import { isSignedIn } from '../house.mjs';
import { axeObjections, languageObjections } from '../page_rules.mjs';

export default async function ({ house, step }) {
  const account = house.accounts[0];
  const page = await house.visitor({ lang: 'sv' });

  await step('who is not signed in is shown the door and nothing else', async () => {
    await page.goto('/');
    assert.match(page.url(), /\/sign-in/);
    assert.equal(await isSignedIn(page), false);
    assert.deepEqual(await languageObjections(page, 'sv'), []);
    assert.deepEqual(await axeObjections(page), []);
  });

  let wrong;
  await step('a wrong password is answered with a message', async () => {
    await page.goto('/sign-in');
    await house.signIn(page, { ...account, password: 'not-the-password' });
    assert.equal(await isSignedIn(page), false);
    wrong = await messageOn(page);
    assert.notEqual(wrong, '');
    assert.deepEqual(await axeObjections(page), []);
    await house.screenshot(page, 'journeys', 'sign_in-wrong-password');
  });

  await step('somebody who does not exist gets the same message', async () => {
    await page.goto('/sign-in');
    await house.signIn(page, { ...account, user: 'nobody-of-this-name', password: 'not-the-password' });
    assert.equal(await messageOn(page), wrong);
  });

  await step('the right password and code lead to my day', async () => {
    await page.goto('/sign-in');
    await house.signIn(page, account);
    assert.equal(await isSignedIn(page), true);
    assert.equal(await page.locator('h1').count(), 1);
    await house.screenshot(page, 'journeys', 'sign_in-my-day');
  });

  await step('who signs out is outside, also by the back button', async () => {
    await page.locator('form[action="/sign-out"] [type="submit"]').click();
    assert.equal(await isSignedIn(page), false);
    await page.goto('/');
    assert.match(page.url(), /\/sign-in/);
  });

  await page.close();
}

async function messageOn(page) {
  return (await page.locator('main [role="alert"], main .error-summary, main .notice').first().innerText()).trim();
}
