import type { APIRequestContext, Locator, Page } from '@playwright/test';

export interface DescribedOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
}

/** What openapi.json says there is. */
export async function describedOperations(
  request: APIRequestContext,
): Promise<DescribedOperation[]> {
  const answer = await request.get('/api/v1/openapi.json');
  const { paths } = (await answer.json()) as {
    paths: Record<string, Record<string, Pick<DescribedOperation, 'operationId' | 'summary'>>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, summary }]) => ({
      operationId,
      method: method.toUpperCase(),
      path,
      summary,
    })),
  );
}

/** /docs, as its readers see it. */
export class DocsPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(operationId?: string): Promise<void> {
    await this.#page.goto(operationId ? `/docs#${operationId}` : '/docs');
  }

  get contents(): Locator {
    return this.#page.getByRole('navigation', { name: 'Operations' });
  }

  /** The section of one operation. */
  operation({ summary }: DescribedOperation): Locator {
    return this.#page.getByRole('region', { name: summary, exact: true });
  }

  /** Every operation's section at once, by its id: there are many, and asking one by one is slow. */
  async sections(): Promise<Map<string, { readonly text: string; readonly title: string }>> {
    const read = await this.#page.locator('section[id][aria-labelledby]').evaluateAll((all) =>
      all.map((section) => {
        const heading = document.getElementById(section.getAttribute('aria-labelledby') ?? '');
        const told = { text: section.textContent ?? '', title: heading?.textContent ?? '' };
        return [section.id, told] as const;
      }),
    );
    return new Map(read);
  }

  /** Where the contents lead to, in their order. */
  async targets(): Promise<(string | null)[]> {
    return await this.contents
      .locator('a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  }

  linkTo({ operationId }: DescribedOperation): Locator {
    return this.contents.locator(`a[href="#${operationId}"]`);
  }
}
