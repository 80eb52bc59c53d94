import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

// Gives every schema `.openapi(…)`; imported before schemas are made.
extendZodWithOpenApi(z);
