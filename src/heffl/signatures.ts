import { createHmac, timingSafeEqual } from 'node:crypto';

/** The parts of a delivery that its signature covers, and the signature. */
export type Signed = {
  /** `webhook-id`. */
  readonly id: string | undefined;
  /** `webhook-timestamp`: seconds since 1970. */
  readonly timestamp: string | undefined;
  /** `webhook-signature`: signatures separated by blanks, each `v1,<base64>`. There are several while a secret is replaced. */
  readonly signature: string | undefined;
  /** The body exactly as it arrived. */
  readonly content: string | undefined;
};

/**
 * Whether Heffl signed the delivery with this secret: HMAC-SHA256 over `id.timestamp.content`, compared in constant time. Source:
 * the Standard Webhooks specification, which Heffl says it follows.
 *
 * No timestamp window: Zapier may hold a delivery for hours before it runs. A replayed delivery is recognised by its `webhook-id`.
 */
export const isSigned = ({ id, timestamp, signature, content }: Signed, secret: string): boolean => {
  if (!id || !timestamp || !signature || !content) return false;
  const given = signature
    .split(/\s+/)
    .filter((entry) => entry.startsWith('v1,'))
    .map((entry) => Buffer.from(entry.slice('v1,'.length), 'base64'));
  const expected = keysFrom(secret).map((key) =>
    createHmac('sha256', key).update(`${id}.${timestamp}.${content}`).digest(),
  );
  return given.some((bytes) =>
    expected.some((digest) => bytes.length === digest.length && timingSafeEqual(bytes, digest)),
  );
};

const PREFIX = 'whsec_';
/** Both alphabets of base64, which Node decodes alike. */
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/**
 * The keys that a secret may stand for. By the specification, a key is base64 after `whsec_`. The copy of Heffl's example that we have
 * ends before it uses the secret, so the text after `whsec_` and the whole text are tried as well. A secret of any other form is text.
 */
const keysFrom = (secret: string): Buffer[] => {
  if (!secret.startsWith(PREFIX)) return [Buffer.from(secret)];
  const rest = secret.slice(PREFIX.length);
  // Decoding a text that is not base64 leaves a few bytes, which anyone could guess.
  const decoded = BASE64.test(rest) ? [Buffer.from(rest, 'base64')] : [];
  return [...decoded, Buffer.from(rest), Buffer.from(secret)].filter((key) => key.length > 0);
};
