/** What Next hands to a page; `next typegen` would make more of it, but only after a build. */
export interface PageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** The merchant that a page's address names. */
export async function merchantOf({ searchParams }: PageProps): Promise<{ merchant?: string }> {
  const { merchant } = await searchParams;
  return typeof merchant === 'string' ? { merchant } : {};
}
