/** Made at build time, since it is large: no nonce can be in it. It takes no input of anybody. */
const STATIC_PAGE = '/docs';

/**
 * Content-Security-Policy (CSP 3): scripts by nonce only, nothing from elsewhere, in no frame. Styles
 * in attributes are how Mantine places things; what sets them is script.
 */
export function contentSecurityPolicy(path: string, nonce: string): string {
  const scripts =
    path === STATIC_PAGE ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}' 'strict-dynamic'`;
  return [
    "default-src 'self'",
    `script-src ${scripts}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
