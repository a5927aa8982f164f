// One custom notification from the request to the result, which is entered from a phone without script: who is asked, what can be answered, who
// sees it, and that the group counts as told afterwards.

import assert from 'node:assert/strict';

const WORDS = 'Skrivet och övervägt i det enskilda fallet, så att andra kan förstå beslutet.';
const MESSAGE = 'Vi vill inte att du dör och vi vill inte att du dödar. Vill du ha hjälp finns den i morgon, vad gruppen än gör.';

export default async function ({ house, step }) {
  const person = (user) => house.accounts.find((account) => account.user === user);
  const at = (user, more = {}) => house.signedIn(person(user), { lang: 'sv', ...more });
  const main = (page) => page.locator('main').innerText();
  let notification;

  await step('one writes the message, and another approves it', async () => {
    const mara = await at('mara');
    await mara.goto('/wordings/new');
    await mara.fill('[name="words"]', MESSAGE);
    await send(mara);
    const wording = new URL(mara.url()).pathname;
    assert.equal(await mara.locator('form[action$="/approve"]').count(), 0, 'the author can approve');
    await mara.close();
    const greta = await at('greta');
    await greta.goto(wording);
    await send(greta, 'form[action$="/approve"]');
    assert.match(await main(greta), /Godkänd/);
    await greta.close();
  });

  await step('the coordinator requests a visit to somebody on the list of those nobody has spoken to', async () => {
    const page = await at('pia');
    await page.goto('/notifications');
    const request = page.locator('#s-no-contact').locator('xpath=..').locator('a[href^="/notifications/new?person="]').last();
    await page.goto(await request.getAttribute('href'));
    await choose(page, 'group', 'Kajen');
    await page.selectOption('[name="trigger"]', 'conflict');
    await page.fill('[name="reason"]', WORDS);
    await page.selectOption('[name="wording"]', { index: 1 });
    await send(page);
    notification = new URL(page.url()).pathname;
    assert.match(notification, /^\/notifications\/[0-9a-f-]{36}$/);
    for (const question of ['threat', 'child', 'victim', 'exit-programme', 'investigation', 'protected-identity']) {
      await page.check(`form[action$="/answer"] [name="${question}"][value="go"]`);
    }
    await send(page, 'form[action$="/answer"]');
    await page.goto(`${notification}/ask`);
    await page.locator('[name="to"][value$="/intake"]').check();
    await send(page);
    assert.match(await main(page), /Inget svar/);
    await send(page, 'form[action$="/clear"]');
    assert.match(await main(page), /Tystnad är aldrig ett klartecken/);
    await page.close();
  });

  await step('social services answer with one word, and find no field for another', async () => {
    const moa = await at('moa');
    await moa.goto('/received');
    await moa.locator('main a[href^="/received/"]').first().click();
    await moa.locator('a[href$="/clear"]').click();
    assert.match(await main(moa), /går inte att skriva något annat/);
    await moa.check('[name="clearance"][value="clear"]');
    await moa.locator('[name="ground"]').first().check();
    await moa.fill('[name="reasons"]', WORDS);
    await send(moa);
    await moa.close();
    const page = await at('pia');
    await page.goto(notification);
    assert.equal((await main(page)).split(WORDS).length, 2, 'their reasons came along with the own');
    await send(page, 'form[action$="/clear"]');
    await page.locator('form[action$="/assign"] label', { hasText: 'Nils Åkerblad' }).click();
    await send(page, 'form[action$="/assign"]');
    assert.match(await main(page), /Tilldelat/);
    await page.close();
  });

  await step('the result is tapped in from a phone, without script and without scrolling sideways', async () => {
    const page = await at('nils', { script: false, viewport: { width: 360, height: 740 } });
    await page.goto(`${notification}/visit`);
    await page.check('[name="outcome"][value="direct"]');
    await page.check('[name="receiver"][value="person"]');
    await page.check('[name="offer"]');
    await page.locator('form[action$="/visit"] button[type="submit"]').click();
    await page.waitForURL(`**${notification}`);
    assert.match(await main(page), /Framfört till personen/);
    await page.close();
  });

  await step('nobody else finds it, and the group counts as told', async () => {
    for (const user of ['tom', 'ines', 'olle', 'elsa']) {
      const page = await at(user);
      const answer = await page.goto(notification);
      assert.equal(answer.status(), 404, user);
      await page.close();
    }
    const page = await at('pia');
    await page.goto('/exposure');
    assert.match(await main(page), /Samtal med personen själv/);
    await page.close();
  });
}

/** Presses the button that sends the form, and waits for the page that answers. */
async function send(page, form = 'main form') {
  const button = page.locator(form).locator('[type="submit"]').first();
  await Promise.all([page.waitForLoadState('load'), button.click()]);
  await page.waitForLoadState('load');
}

async function choose(page, name, words) {
  const options = await page.locator(`[name="${name}"] option`).evaluateAll((all) => all.map((one) => [one.value, one.textContent]));
  await page.selectOption(`[name="${name}"]`, options.find(([, text]) => text.includes(words))[0]);
}
