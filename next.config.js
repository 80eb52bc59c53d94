/** @type {import('next').NextConfig} */
export default {
  // The API answers every path itself with a problem; a redirect would hide it.
  skipTrailingSlashRedirect: true,
  // One static route behind a rewrite, since a dynamic one decodes the path before we see it and
  // answers bad percent-encoding with a 500 of its own.
  rewrites: async () => ({ beforeFiles: [{ source: '/api/(.*)', destination: '/api' }] }),
  // The image optimizer has been a way in (GHSA-2xp9-vwfh-vxw4) and we serve no images.
  images: { unoptimized: true },
  poweredByHeader: false,
  // What every answer says, whoever asks; the policy for scripts has a nonce and is proxy.ts's.
  headers: async () => [
    {
      source: '/(.*)',
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'X-Frame-Options', value: 'DENY' },
        { key: 'Referrer-Policy', value: 'same-origin' },
        { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
        { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=()' },
      ],
    },
  ],
  experimental: { optimizePackageImports: ['@mantine/core', '@mantine/hooks'] },
  // `npm test` checks the types of everything; a start need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // Loaded by Node as they are: native parts, workers and globals do not survive bundling.
  serverExternalPackages: [
    'pg',
    'pino',
    'graphile-worker',
    'prom-client',
    '@prisma/adapter-pg',
    'better-auth',
  ],
};
