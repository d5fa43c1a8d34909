import { createHmac, timingSafeEqual } from 'node:crypto';

export type SignedDelivery = {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  /** Signatures separated by spaces, each `v1,<base64>`: several while a secret is being replaced. */
  readonly signature: string | undefined;
  /** The body exactly as it arrived. */
  readonly body: string | undefined;
};

/**
 * Whether Heffl signed the delivery with this secret, by the Standard Webhooks specification that Heffl says it follows:
 * HMAC-SHA256 over `id.timestamp.body`, compared in constant time.
 *
 * The age of a delivery is not looked at. Zapier may hold one for hours before it runs, and the `webhook-id` is what
 * tells a delivery that comes twice.
 */
export const isSigned = ({ id, timestamp, signature, body }: SignedDelivery, secret: string): boolean => {
  if (!id || !timestamp || !signature || !body) return false;
  const given = signature
    .split(/\s+/)
    .filter((entry) => entry.startsWith('v1,'))
    .map((entry) => Buffer.from(entry.slice('v1,'.length), 'base64'));
  const expected = keysFrom(secret).map((key) =>
    createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest(),
  );
  return given.some((bytes) =>
    expected.some((digest) => bytes.length === digest.length && timingSafeEqual(bytes, digest)),
  );
};

const PREFIX = 'whsec_';
/** In both of its alphabets: Node decodes either. */
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/**
 * What the secret may mean as a key. By the specification it is base64 after `whsec_`; Heffl's own example is cut before
 * it uses the secret, so that the text itself is understood as well, and a secret of any other form is text anyway.
 */
const keysFrom = (secret: string): Buffer[] => {
  if (!secret.startsWith(PREFIX)) return [Buffer.from(secret)];
  const rest = secret.slice(PREFIX.length);
  // Of text that is not base64, decoding would leave a few bytes that anyone could guess.
  const decoded = BASE64.test(rest) ? [Buffer.from(rest, 'base64')] : [];
  return [...decoded, Buffer.from(rest), Buffer.from(secret)].filter((key) => key.length > 0);
};
