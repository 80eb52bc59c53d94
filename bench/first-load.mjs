/**
 * What a page needs of JavaScript until nothing more is on its way, as it comes through the network.
 * @param {import('@playwright/test').Page} page of a window that has nothing of it yet
 * @param {string} address
 * @returns {Promise<{ scripts: number, bytes: number }>} compressed, as the server sends them
 */
export async function measureFirstLoad(page, address) {
  /** @type {Promise<number>[]} */
  const sizes = [];
  page.on('response', (answer) => {
    if (answer.request().resourceType() !== 'script') return;
    sizes.push(
      answer.finished().then(async () => {
        const { responseBodySize } = await answer.request().sizes();
        return responseBodySize;
      }),
    );
  });
  await page.goto(address, { waitUntil: 'networkidle' });
  const all = await Promise.all(sizes);
  return { scripts: all.length, bytes: all.reduce((sum, size) => sum + size, 0) };
}
