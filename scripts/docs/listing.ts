import listing from '../../listing/listing.json' with { type: 'json' };

/** The command that registers the integration, as one line to paste. */
export const registerLine = (): string => {
  const { title, description, homepage, audience, role, category } = listing;
  const options = { desc: description, url: homepage, audience, role, category };
  const words = Object.entries(options).map(([name, text]) => `--${name} "${text}"`);
  return `\`\`\`sh\nnpm run zapier -- register "${title}" ${words.join(' ')}\n\`\`\``;
};
