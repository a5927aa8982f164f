// A custom notification from the request to the second contact: who is asked, what can be answered, who goes, and that the result is entered
// from a phone. Once in Swedish without script, once in English with it; the group counts as told afterwards, and nobody else finds anything.

import assert from 'node:assert/strict';
import { PHONE } from '../house.mjs';

const WORDS = 'Skrivet och övervägt i det enskilda fallet, så att andra kan förstå beslutet.';
const MESSAGE = 'Vi vill inte att du dör och vi vill inte att du dödar. Vill du ha hjälp finns den i morgon, vad gruppen än gör.';
const SAFETY = ['threat', 'child', 'victim', 'exit-programme', 'investigation', 'protected-identity'];

const VISITS = [
  {
    lang: 'sv',
    script: false,
    silent: /Inget svar/,
    notCleared: /Tystnad är aldrig ett klartecken/,
    oneWord: /går inte att skriva något annat/,
    assigned: /Tilldelat/,
    delivered: /Framfört till personen/,
    followedUp: /Uppföljt/,
    told: /Samtal med personen själv/,
  },
  {
    lang: 'en',
    script: true,
    silent: /No answer/,
    notCleared: /Silence/,
    oneWord: /one word/,
    assigned: /Assigned/,
    delivered: /Delivered to the person/,
    followedUp: /Followed up/,
    told: /Custom notification to the person himself/,
  },
];

export default async function ({ house, step }) {
  const person = (user) => house.accounts.find((account) => account.user === user);
  const main = (page) => page.locator('main').innerText();

  await step('one writes the message, and another approves it', async () => {
    const mara = await house.signedIn(person('mara'));
    await mara.goto('/wordings/new');
    await mara.fill('[name="words"]', MESSAGE);
    await send(mara);
    const wording = new URL(mara.url()).pathname;
    assert.equal(await mara.locator('form[action$="/approve"]').count(), 0, 'the author can approve');
    await mara.close();
    const greta = await house.signedIn(person('greta'));
    await greta.goto(wording);
    await send(greta, 'form[action$="/approve"]');
    assert.match(await main(greta), /Godkänd/);
    await greta.close();
  });

  let before;
  await step('the dosage of the quarter stands with the measures, by group', async () => {
    before = await dosage(house, person('greta'));
  });

  for (const words of VISITS) {
    const { lang, script } = words;
    const way = `${lang}, ${script ? 'with' : 'without'} script`;
    const at = (user, more = {}) => house.signedIn(person(user), { lang, script, ...more });
    let notification;

    await step(`the coordinator requests a visit to somebody on the list of those nobody has spoken to (${way})`, async () => {
      const page = await at('pia');
      await page.goto('/notifications');
      const request = page.locator('a[href^="/notifications/new?person="]');
      const listed = page.locator('#s-no-contact').locator('xpath=..').locator('li', { has: request }).last();
      // The group stands as bare words between the person and the link.
      const bare = await listed.evaluate((line) => [...line.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent).join(''));
      const group = bare.replace(/[,\s]+/g, ' ').trim();
      await page.goto(await listed.locator(request).getAttribute('href'));
      await choose(page, 'group', group);
      await page.selectOption('[name="trigger"]', 'conflict');
      await page.fill('[name="reason"]', WORDS);
      await page.selectOption('[name="wording"]', { index: 1 });
      await send(page);
      notification = new URL(page.url()).pathname;
      assert.match(notification, /^\/notifications\/[0-9a-f-]{36}$/);
      for (const question of SAFETY) await page.check(`form[action$="/answer"] [name="${question}"][value="go"]`);
      await send(page, 'form[action$="/answer"]');
      await page.goto(`${notification}/ask`);
      await page.locator('[name="to"][value$="/intake"]').check();
      await send(page);
      assert.match(await main(page), words.silent);
      await send(page, 'form[action$="/clear"]');
      assert.match(await main(page), words.notCleared);
      await page.close();
    });

    await step(`social services answer with one word, and find no field for another (${way})`, async () => {
      const moa = await at('moa');
      await moa.goto('/received');
      await moa.goto(await moa.locator('main a[href^="/received/"]').first().getAttribute('href'));
      await moa.goto(await moa.locator('a[href$="/clear"]').getAttribute('href'));
      assert.match(await main(moa), words.oneWord);
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
      assert.match(await main(page), words.assigned);
      await page.close();
    });

    await step(`the result is tapped in from a phone, without scrolling sideways (${way})`, async () => {
      const page = await at('nils', { viewport: PHONE });
      await page.goto(`${notification}/visit`);
      const [wide, shown] = await Promise.all([
        page.locator('html').evaluate((root) => root.scrollWidth),
        page.locator('html').evaluate((root) => root.clientWidth),
      ]);
      assert.ok(wide <= shown, `the page is ${wide} wide on a phone of ${shown}`);
      await page.check('[name="outcome"][value="direct"]');
      await page.check('[name="receiver"][value="person"]');
      await page.check('[name="offer"]');
      await house.screenshot(page, 'notification', `visit-${lang}`);
      await send(page, 'form[action$="/visit"]');
      assert.equal(new URL(page.url()).pathname, notification);
      assert.match(await main(page), words.delivered);
      await page.close();
    });

    await step(`the second contact closes it, and the group counts as told (${way})`, async () => {
      const page = await at('pia');
      await page.goto(notification);
      await send(page, 'form[action$="/follow-up"]');
      assert.match(await main(page), words.followedUp);
      assert.equal(await page.locator('form[action$="/follow-up"]').count(), 0, 'it can be made twice');
      await page.goto('/exposure');
      assert.match(await main(page), words.told);
      await page.close();
    });

    await step(`nobody else finds it (${way})`, async () => {
      for (const user of ['tom', 'ines', 'olle', 'elsa']) {
        const page = await at(user);
        const answer = await page.goto(notification);
        assert.equal(answer.status(), 404, user);
        await page.close();
      }
    });
  }

  await step('both visits are in it afterwards', async () => {
    assert.equal(await dosage(house, person('greta')), before + VISITS.length);
  });
}

/** Direct contacts of all groups in the quarter, as the police count them. */
async function dosage(house, account) {
  const page = await house.signedIn(account, { lang: 'sv' });
  await page.goto('/measures');
  const sum = (await page.locator('#g4a').innerText()).match(/Alla: (\d+)/);
  await page.close();
  return Number(sum[1]);
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
