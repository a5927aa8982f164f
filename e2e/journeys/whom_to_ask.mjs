// The police ask for a proposal of guests with so many seats, change it, choose somebody of it, and find that nothing of it was kept.

import assert from 'node:assert/strict';

export default async function ({ house, step }) {
  const mara = house.accounts.find((account) => account.user === 'mara');
  const card = (page) => page.locator('section:has(> #s-suggestion)');
  let form;

  await step('with a number of seats every group comes first, and reasons stand in words', async () => {
    const page = await house.signedIn(mara, { lang: 'sv' });
    await page.goto('/guests');
    const calls = await page.locator('main a[href^="/guests?call_in="]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    for (const call of calls) {
      await page.goto(call);
      form ??= await page.locator('main a[href^="/guests/new"]').first().getAttribute('href', { timeout: 1_000 }).catch(() => null);
    }
    await page.goto(form);
    await page.fill('[name="seats"]', '9');
    await card(page).locator('[type="submit"]').click();
    await page.waitForURL(/[?&]seats=9/);
    const words = await card(page).innerText();
    assert.match(words, /Är misstänkt i samma händelse/);
    assert.match(words, /Platser som tas, med dem på listan: 9\./);
    await house.screenshot(page, 'guests', 'proposal-sv');
    await page.close();
  });

  await step('on a phone without script somebody is ticked as less likely to come, and the page does not scroll sideways', async () => {
    const page = await house.signedIn(mara, { lang: 'en', script: false, viewport: { width: 360, height: 740 } });
    await page.goto(`${form}&seats=9`);
    await card(page).locator('summary').nth(1).click();
    await card(page).locator('details[open] [name="less"]').first().check();
    await card(page).locator('[type="submit"]').click();
    await page.waitForURL(/[?&]less=/);
    assert.equal(await page.locator('[name="less"]:checked').count(), 1);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `the page is ${width} wide`);
    await house.screenshot(page, 'guests', 'proposal-en-360');
    await card(page).locator('li a').first().click();
    await page.waitForURL(/membership=.*seats=9.*less=/);
    assert.notEqual(await page.locator('select[name="membership"]').inputValue(), '');
    await page.goto(form);
    assert.equal(await page.locator('[name="seats"]').first().inputValue(), '', 'the seats were kept');
    assert.equal(await page.locator('[name="less"]:checked').count(), 0, 'the ticks were kept');
    await page.close();
  });
}
