/** What stands in for Zapier's services, by address. */
const services = new Map();

/**
 * Instead of the core's HTTP client for Zapier's services: calls the stand-in in the same process. Two of three requests of the
 * suite are for the cache. The code around the client, with its retries and errors, is the core's. The soak, the preview and the
 * commands use HTTP.
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
