// Links into the conversation, "https://t.me/<bot>?start=<token>": Telegram opens them by itself.

const HOSTS = ["t.me", "telegram.me"];
const TOKEN = /^[A-Za-z0-9_-]{1,64}$/;
// What may cling to a link that was copied out of a sentence: isolates, spaces, its full stop.
const AROUND = /^[\s\u2066-\u2069]+|[\s\u2066-\u2069.,;:!?)»،؛؟]+$/gu;

// The token of a link to the bot called `username`; null for every other text.
export function tokenOf(text, username) {
  const address = text.replace(AROUND, "");
  let url = null;
  try {
    url = new URL(/^https?:/i.test(address) ? address : `https://${address}`);
  } catch {
    return null;
  }
  const ours = HOSTS.includes(url.hostname) && url.pathname.toLowerCase() === `/${username.toLowerCase()}`;
  const token = url.searchParams.get("start") ?? "";
  return ours && TOKEN.test(token) ? token : null;
}
