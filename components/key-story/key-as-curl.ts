/** How a program reads the same story. Ids are of our own making: nothing in them needs quoting. */
export function keyAsCurl(publicUrl: string, id: string): string {
  return `curl "${publicUrl}/api/v1/keys/${id}/events" \\
  -H "Authorization: Bearer $ONCEOVER_API_KEY"`;
}
