/** What Next hands to a page; `next typegen` would make more of it, but only after a build. */
export interface PageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** The merchant that a page's address names. */
export async function merchantOf({ searchParams }: PageProps): Promise<{ merchant?: string }> {
  const { merchant } = await searchParams;
  return typeof merchant === 'string' ? { merchant } : {};
}

/** What a page's address says, each name once. */
export async function textParameters({ searchParams }: PageProps): Promise<[string, string][]> {
  return Object.entries(await searchParams).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as [string, string]] : [],
  );
}
