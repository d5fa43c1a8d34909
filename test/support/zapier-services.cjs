/** What stands in for Zapier's services, by address. */
const services = new Map();

/**
 * Instead of the core's own HTTP client for Zapier's services: asks what stands in for them in the same process. The cache takes
 * two of three requests of the suite. The core's calls, retries and errors are its own. The soak, the preview and the commands
 * ask over HTTP.
 */
module.exports = async ({ url, body }) => {
  const { origin, pathname: path, searchParams } = new URL(url);
  const answer = services.get(origin)({
    path,
    query: Object.fromEntries(searchParams),
    headers: {},
    text: body,
  });
  return { status: answer.status ?? 200, content: JSON.parse(answer.body) };
};
module.exports.services = services;
