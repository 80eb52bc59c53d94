const LOOK_MS = 50;
const WAIT_MS = 15 * 60_000;

/**
 * @param {string} what
 * @param {() => Promise<boolean>} holds asked again and again
 * @throws {Error} when it does not come true
 */
export async function until(what, holds) {
  const deadlineMs = performance.now() + WAIT_MS;
  while (!(await holds())) {
    if (performance.now() > deadlineMs) throw new Error(`it took too long until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
