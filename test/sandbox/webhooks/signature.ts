import { Webhook } from 'standardwebhooks';
import type { Readings } from '../readings.js';

const PREFIX = 'whsec_';

const signer = (secret: string, signingKey: Readings['signingKey']): Webhook => {
  if (!secret.startsWith(PREFIX) || signingKey === 'whole') return new Webhook(secret, { format: 'raw' });
  return signingKey === 'decoded'
    ? new Webhook(secret)
    : new Webhook(secret.slice(PREFIX.length), { format: 'raw' });
};

/** The value of `webhook-signature`. */
export const sign = (
  { secret, id, at, body }: { secret: string; id: string; at: Date; body: string },
  { signingKey, extraSignature }: Readings,
): string => {
  const signature = signer(secret, signingKey).sign(id, at, body);
  if (extraSignature === 'none') return signature;
  // As while a secret is being replaced: the one that the receiver does not know comes first.
  return `${new Webhook('the secret before', { format: 'raw' }).sign(id, at, body)} ${signature}`;
};
