/** What is kept on record, by its name; one that is not known here is shown by that name. */
export const events = [
  'consent_begun',
  'confirmation_wanted',
  'connected',
  'user_accepted',
  'disconnected',
  'consent_lost',
  'connection_troubled',
  'webhook_key_made',
  'state_names_chosen',
  'defaults_chosen',
  'figures_mended',
  'person_erased',
] as const;

/** Those who act without being a person of the directory. */
export const actors = ['connector', 'operator'] as const;
