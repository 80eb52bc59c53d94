import product from '@/package.json';

/** The program's version, as package.json has it. */
export const PRODUCT_VERSION: string = product.version;
