// The voice of the community: a speaker by their own consent, asked about, prepared, engaged, held, talked to afterwards, and gone in one
// press. The association sees events, roles and texts, and no person: neither a speaker nor anybody of a group.

import assert from 'node:assert/strict';

const NAME = 'Rosa Ängmark';
const CONTACT = 'Via församlingen';
const EVENING = 'Öppen kväll i Folkets hus';
const TEXT = 'Vi vill att du lever.';
const WORDS = 'Skrivet och övervägt i det enskilda fallet, så att andra kan förstå beslutet.';

export default async function ({ house, step }) {
  const person = (user) => house.accounts.find((account) => account.user === user);
  const at = (user, more = {}) => house.signedIn(person(user), { lang: 'sv', ...more });
  const main = (page) => page.locator('main').innerText();
  let speaker;

  await step('the liaison adds a speaker who has said yes, for a year at most', async () => {
    const page = await at('leila', { script: false });
    await page.goto('/speakers/new');
    await page.fill('[name="name"]', NAME);
    await page.check('[name="voice"][value="grief"]');
    await page.fill('[name="contact"]', CONTACT);
    const until = await page.inputValue('[name="until"]');
    await page.fill('[name="until"]', later(until, 1));
    await send(page, 'form[action="/speakers/new"]');
    assert.equal(await page.locator('[name="until"][aria-invalid="true"]').count(), 1, 'a consent beyond a year was taken');
    await page.fill('[name="until"]', until);
    await send(page, 'form[action="/speakers/new"]');
    speaker = new URL(page.url()).pathname;
    assert.match(speaker, /^\/speakers\/[0-9a-f-]{36}$/);
    assert.match(await main(page), /Inte frågad/);
    await page.close();
  });

  await step('the police are asked and say yes, and the speaker is prepared', async () => {
    const page = await at('leila');
    await page.goto(speaker);
    await send(page, 'form:has([name="to"][value="asked"])');
    await send(page, 'form:has([name="to"][value="yes"])');
    await send(page, 'form[action$="/prepared"]');
    assert.match(await page.locator('#s-speaker').locator('xpath=..').innerText(), /Ja, kan tala[\s\S]*Förberedd\s+2026-/);
    await page.close();
  });

  await step('is engaged, has spoken, and is talked to afterwards', async () => {
    const page = await at('olle');
    await page.goto(speaker);
    // Today: what lies ahead cannot have been held.
    const today = await page.inputValue('[name="consented_on"]');
    await page.fill('form[action$="/engage"] [name="on"]', later(today, 7));
    await page.fill('form[action$="/engage"] [name="event"]', 'Stormöte på skolan');
    await send(page, 'form[action$="/engage"]');
    assert.equal(await page.locator('form[action$="/done"]').count(), 0, 'what lies ahead can be marked as held');
    await page.fill('form[action$="/engage"] [name="on"]', today);
    await page.fill('form[action$="/engage"] [name="event"]', EVENING);
    await send(page, 'form[action$="/engage"]');
    await send(page, 'form[action$="/done"]');
    await send(page, 'form[action$="/debriefed"]');
    assert.match(await main(page), /Öppen kväll i Folkets hus, samtal efteråt/);
    await house.screenshot(page, 'community', 'speaker-sv');
    await page.close();
  });

  await step('an event is told to the association: what, which role, which text', async () => {
    const page = await at('olle');
    await page.goto('/disclose');
    await page.goto(await page.locator('main a', { hasText: 'Händelse för samhället' }).first().getAttribute('href'));
    for (const [content, words] of [['event', EVENING], ['role', 'En förälder som vill säga några ord'], ['approved-text', TEXT]]) {
      await page.locator(`.field:has(input[name="content"][value="${content}"]) textarea`).fill(words);
    }
    assert.equal(await page.locator('[name="person"]').count(), 0, 'there is a field for a person');
    await page.check('[name="recognised"]');
    await page.locator('[name="to"][value^="tryggare"]').check();
    await page.fill('[name="function"]', 'partner');
    await page.selectOption('[name="purpose"]', { index: 1 });
    await send(page, 'form[action="/disclose"]', '[value="preview"]');
    await page.selectOption('[name="legal_basis"]', 'MUN-GDPR-6-1-e');
    for (const harm of await page.locator('textarea[name="harm"]').all()) await harm.fill(WORDS);
    for (const field of ['necessity', 'proportionality']) await page.fill(`[name="${field}"]`, WORDS);
    await page.locator('[name="nature"]').first().check();
    await page.fill('[name="source"]', 'Kommunen');
    await send(page, 'form[action="/disclose"]', '[value="preview"]');
    await send(page, 'form[action="/disclose"]', '[value="save"]');
    assert.match(new URL(page.url()).pathname, /^\/disclosures\//, await main(page));
    await page.close();
  });

  await step('the association reads event, role and text, and no person of a group and no speaker', async () => {
    for (const lang of ['sv', 'en']) {
      const elsa = await house.signedIn(person('elsa'), { lang });
      for (const address of ['/received', '/', '/search?q=Rosa']) {
        await elsa.goto(address);
        assert.ok(!(await elsa.content()).includes(NAME), `${address} tells of the speaker`);
      }
      await elsa.goto('/received');
      await elsa.goto(await elsa.locator('main a[href^="/received/"]').first().getAttribute('href'));
      const told = await main(elsa);
      assert.ok(told.includes(EVENING) && told.includes(TEXT), told);
      assert.ok(!told.includes(NAME) && !told.includes(CONTACT));
      for (const address of [speaker, '/speakers', '/persons', '/groups', '/measures']) {
        assert.equal((await elsa.goto(address)).status(), 404, `${address} is there for the association`);
      }
      await elsa.close();
    }
  });

  await step('nobody in another authority finds the speaker', async () => {
    for (const user of ['mara', 'pia', 'karin', 'sofia', 'bo']) {
      const page = await at(user);
      for (const address of [speaker, '/speakers']) assert.equal((await page.goto(address)).status(), 404, `${user} ${address}`);
      await page.close();
    }
  });

  await step('the consent is taken back, and everything about the speaker is gone at once', async () => {
    const page = await at('leila');
    await page.goto(speaker);
    await send(page, 'form[action$="/withdraw"]');
    assert.equal(new URL(page.url()).pathname, '/speakers');
    assert.ok(!(await main(page)).includes(NAME));
    assert.equal((await page.goto(speaker)).status(), 404);
    await page.close();
  });
}

/** A day some days later, as forms write it. */
function later(day, days) {
  const moved = new Date(`${day}T12:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** Presses the button that sends the form, and waits for the page that answers. */
async function send(page, form, button = '') {
  const submit = page.locator(`main ${form}`).first().locator(`[type="submit"]${button}`).first();
  await Promise.all([page.waitForLoadState('load'), submit.click()]);
  await page.waitForLoadState('load');
}
