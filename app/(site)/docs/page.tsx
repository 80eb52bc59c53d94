import type { Metadata } from 'next';
import { ApiReference } from '@/components/api-reference/api-reference';
import type { ApiDocument } from '@/components/api-reference/reference';
import { SiteHeader } from '@/components/site/site-header';
import { openApiDocument } from '@/lib/api/openapi';

export const metadata: Metadata = { title: 'API reference' };

/** Made at build time from the same document that /api/v1/openapi.json answers with. */
export default function DocsPage() {
  // The library's type leaves room for parts of OpenAPI that our document never has.
  const document = openApiDocument() as unknown as ApiDocument;
  return (
    <>
      <SiteHeader current="/docs" />
      <ApiReference document={document} />
    </>
  );
}
