import type { StatedFilter } from './stated-filter';

/** What a system event tells of a filter: who it is about stands apart, where it can be erased. */
export function loggedFilter(filter: StatedFilter) {
  const {
    customer,
    customer_reference = customer,
    last4,
    metadata,
    ip,
    user_agent,
    ...rest
  } = filter;
  return {
    filter: {
      ...rest,
      ...(ip !== undefined && { ip: true }),
      ...(user_agent !== undefined && { user_agent: true }),
    },
    personal: { customer_reference, last4, metadata },
  };
}
