// The peers and Lighthouse are installed by the bench alone, so the type check must do without them.
declare module '@aws-lambda-powertools/idempotency';
declare module '@aws-lambda-powertools/idempotency/cache';
declare module '@hono/node-server';
declare module '@node-idempotency/core';
declare module '@node-idempotency/storage-adapter-redis';
declare module '@redis/client';
declare module 'express';
declare module 'hono';
declare module 'hono-idempotency';
declare module 'hono-idempotency/stores/redis';
declare module 'lighthouse';
