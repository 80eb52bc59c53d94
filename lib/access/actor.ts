/** Who changes something, as system events name them. */
export interface Actor {
  readonly actor: string;
  readonly actorRole: string;
}
