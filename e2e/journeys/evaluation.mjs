// Did it help? An analyst writes a plan and cannot seal it; the coordinator seals it; from then on it changes in the open only. A reading
// that has had its time says so in one sentence, and one that has not says that it is too early.

import assert from 'node:assert/strict';
import { PHONE } from '../house.mjs';
import { axeObjections, languageObjections, missingTextObjections, sidewaysObjections } from '../page_rules.mjs';

const DONORS = Array.from({ length: 22 }, (_, place) => `Provstad ${place + 1}`).join('\n');

async function keepsTheRules(page, lang) {
  assert.deepEqual(await languageObjections(page, lang), []);
  assert.deepEqual(await missingTextObjections(page), []);
  assert.deepEqual(await axeObjections(page), []);
  assert.deepEqual(await sidewaysObjections(page), []);
}

async function send(page, button) {
  await Promise.all([page.waitForLoadState('load'), button.click()]);
}

export default async function ({ house, step }) {
  const [analyst, coordinator] = [house.account('polisen', 'analyst'), house.account('polisen', 'coordinator')];
  let address = '';
  const page = await house.signedIn(analyst, { lang: 'sv' });
  await step('the analyst looks at what could be seen, and writes a plan', async () => {
    await page.goto('/evaluations/new?a_year=65');
    await keepsTheRules(page, 'sv');
    assert.match(await page.locator('#reading-sight').innerText(), /30\s%/);
    await page.fill('[name="city"]', 'Nordhamn');
    await page.fill('[name="primary_name"]', 'Provets skjutningar');
    await page.fill('[name="primary"]', 'Bekräftade skjutningar per månad.');
    await page.fill('[name="donors"]', DONORS);
    await page.fill('[name="planned_fall"]', '30');
    await page.fill('[name="smallest_visible_fall"]', '50');
    const form = page.locator('form[action="/evaluations/new"][method="post"]');
    await send(page, form.locator('[type="submit"]'));
    assert.match(await page.locator('#error-summary').innerText(), /kontrollmått/i, 'a plan without a control outcome is sent back');
    assert.equal(await page.inputValue('[name="city"]'), 'Nordhamn', 'what was typed is there still');
    await page.fill('[name="control"]', 'Inbrott: anmälda bostadsinbrott per månad');
    await send(page, form.locator('[type="submit"]'));
    address = new URL(page.url()).pathname;
    assert.match(address, /^\/evaluations\/[0-9a-f-]{36}$/);
    assert.equal(await page.locator(`form[action="${address}/seal"]`).count(), 0, 'who counts does not seal');
  });
  await step('a table with faults is refused whole, with line and remedy', async () => {
    await page.goto(`${address}/counts`);
    await page.locator('[name="outcome"]').first().check();
    await page.fill('[name="table"]', 'month,city,count,population\n2020-01,Nordhamn,-3,350000\n2020-13,Nordhamn,1,350000\n');
    await send(page, page.locator(`form[action="${address}/counts"] [type="submit"]`));
    const told = await page.locator('#error-summary').innerText();
    assert.match(told, /Rad 2.*-3/);
    assert.match(told, /Rad 3.*2020-13/);
  });
  await page.close();
  const other = await house.signedIn(coordinator, { lang: 'en' });
  await step('the coordinator seals it, and it can be changed with a reason only', async () => {
    await other.goto(address);
    await send(other, other.locator(`form[action="${address}/seal"] [type="submit"]`));
    assert.match(await other.locator('main').innerText(), /[0-9a-f]{64}/, 'the hash is shown');
    await other.goto(`${address}/change`);
    await other.fill('[name="donors"]', DONORS.split('\n').slice(0, 21).join('\n'));
    await send(other, other.locator(`form[action="${address}/change"] [type="submit"]`));
    assert.equal(await other.locator('#error-summary').count(), 1, 'without a reason nothing changes');
    await other.fill('[name="reason"]', 'One city began a programme of its own.');
    await send(other, other.locator(`form[action="${address}/change"] [type="submit"]`));
    assert.match(await other.locator('main').innerText(), /One city began a programme of its own/);
  });
  for (const [lang, viewport] of [['sv', undefined], ['en', PHONE]]) {
    await step(`what has had its time is said in one sentence, and what has not is too early (${lang})`, async () => {
      const reader = await house.signedIn(coordinator, { lang, viewport });
      await reader.goto('/evaluations');
      const hrefs = await reader.$$eval('main table a', (links) => links.map((link) => link.getAttribute('href')));
      const said = [];
      for (const href of hrefs.filter((href) => href !== address)) {
        await reader.goto(href);
        await reader.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
        await keepsTheRules(reader, lang);
        const sentence = reader.locator('.verdict-sentence');
        if ((await sentence.count()) > 0) said.push(await sentence.innerText());
      }
      await house.screenshot(reader, 'journeys', `evaluation.${lang}`);
      assert.equal(said.filter((text) => /sannolikt|probably/.test(text)).length, 1, said.join('\n'));
      assert.equal(said.filter((text) => /För tidigt|Too early/.test(text)).length, 1, said.join('\n'));
      const paper = await reader.request.get(`${hrefs.at(-1)}/report`);
      assert.equal(paper.status(), 200);
      assert.doesNotMatch(await paper.text(), /(src|href)="https?:/, 'the paper needs nothing from outside');
      const pdf = await reader.request.get(`${hrefs.at(-1)}/report.pdf`);
      assert.equal(pdf.headers()['content-type'], 'application/pdf');
      assert.match((await pdf.body()).subarray(0, 8).toString(), /^%PDF-1\.7/);
      await reader.goto(`${hrefs.at(-1)}/research`);
      await reader.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      await keepsTheRules(reader, lang);
      assert.match(await reader.locator('main').innerText(), /HAC/, 'every error of the regression stands there');
      await reader.close();
    });
  }
  await other.close();
}
