// The count of what held and what did not. Each test is a sentence and a function; a test that throws did not hold.

import { performance } from 'node:perf_hooks';

/** A test that takes longer hangs; it is ended with a word, so that the others still run. */
const TEST_MILLISECONDS_MAX = 120_000;

export class Tally {
  passed = 0;
  failures = [];

  /** Runs one test, says how it went, and goes on. Answers whether it held. */
  async test(sentence, deed) {
    const start = performance.now();
    try {
      await inTime(deed);
      this.passed += 1;
      console.log(`ok      ${seconds(start)}  ${sentence}`);
      return true;
    } catch (error) {
      this.failures.push({ sentence, error });
      console.log(`FAILED  ${seconds(start)}  ${sentence}\n${indented(words(error))}`);
      return false;
    }
  }

  /** All failures once more, then the summary alone on the last line. */
  printEnd() {
    if (this.failures.length > 0) {
      console.log('\nWhat did not hold:');
      for (const { sentence, error } of this.failures) {
        console.log(`\n- ${sentence}\n${indented(words(error))}`);
      }
    }
    console.log(`\n${this.passed} passed, ${this.failures.length} failed`);
  }
}

/** Several objections to one page, told together: mending them one by one would take a run each. */
export class Objections extends Error {
  constructor(objections) {
    super(objections.join('\n'));
    this.name = 'Objections';
  }
}

async function inTime(deed) {
  let late;
  const timer = new Promise((_, reject) => {
    late = setTimeout(() => reject(new Error(`it did not end within ${TEST_MILLISECONDS_MAX / 1000} s`)), TEST_MILLISECONDS_MAX);
  });
  try {
    await Promise.race([deed(), timer]);
  } finally {
    clearTimeout(late);
  }
}

function words(error) {
  return error instanceof Objections ? error.message : String(error?.stack ?? error);
}

function indented(text) {
  return text.split('\n').map((line) => `          ${line}`).join('\n');
}

function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s`;
}
