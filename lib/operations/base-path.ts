/** Where the API stands. */
export const API_BASE = '/api/v1';
