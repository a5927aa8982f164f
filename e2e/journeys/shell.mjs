// What surrounds every page: the language and the light are chosen once and stay, and all of it works by keyboard.

import assert from 'node:assert/strict';
import { axeObjections, languageObjections } from '../page_rules.mjs';

export default async function ({ house, step }) {
  const account = house.account('kommunen', 'coordinator');
  for (const script of [true, false]) {
    const how = script ? 'with script' : 'without script';
    const page = await house.signedIn(account, { lang: 'sv', script });

    await step(`the other language is one press away, on the same page (${how})`, async () => {
      await page.goto('/groups');
      await page.locator('form[action="/language"] button[value="en"]').click();
      assert.match(page.url(), /\/groups$/);
      assert.deepEqual(await languageObjections(page, 'en'), []);
    });

    await step(`and stays chosen on the next page (${how})`, async () => {
      await page.goto('/');
      assert.deepEqual(await languageObjections(page, 'en'), []);
      await page.locator('form[action="/language"] button[value="sv"]').click();
      assert.deepEqual(await languageObjections(page, 'sv'), []);
    });

    await step(`dark is chosen, shown as chosen, and can be read (${how})`, async () => {
      await page.locator('form[action="/theme"] button[value="dark"]').click();
      assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
      assert.equal(await page.locator('form[action="/theme"] button[value="dark"]').getAttribute('aria-pressed'), 'true');
      // axe is a script itself; the page is the same page.
      if (script) assert.deepEqual(await axeObjections(page), []);
    });
    await page.close();
  }

  await step('the first key leads past the menu, to what the page is about', async () => {
    const page = await house.signedIn(account);
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'a.skip');
    await page.keyboard.press('Enter');
    assert.match(page.url(), /#main$/);
    assert.equal(await focused(page), 'main#main');
    await page.close();
  });

  await step('every place the keyboard stops at shows that it is there', async () => {
    const page = await house.signedIn(account);
    const unseen = [];
    for (let stop = 0; stop < 40; stop += 1) {
      await page.keyboard.press('Tab');
      const here = await focused(page);
      if (here === 'body') break;
      if (!(await showsFocus(page))) unseen.push(here);
    }
    assert.deepEqual(unseen, []);
    await page.close();
  });
}

function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const name = element.id ? `#${element.id}` : element.className ? `.${element.className.split(' ')[0]}` : '';
    return element.tagName.toLowerCase() + name;
  });
}

/** With focus something is drawn around it or changes, and it stands within what can be seen. */
function showsFocus(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const isDrawn = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    return isDrawn && box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  });
}
