// Writes days and hours. The server sends wall times of Casablanca ("2026-11-23T10:00:00"), so neither
// the zone of the viewer's machine nor the age of the browser's zone data matters, and the names of
// months are Moroccan in every browser.

const DAYS = {
  ar: ["الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"],
  fr: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
  en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
  zgh: ["ⴰⵙⴰⵎⴰⵙ", "ⴰⵢⵏⴰⵙ", "ⴰⵙⵉⵏⴰⵙ", "ⴰⴽⵕⴰⵙ", "ⴰⴽⵡⴰⵙ", "ⴰⵙⵉⵎⵡⴰⵙ", "ⴰⵙⵉⴹⵢⴰⵙ"],
};

const MONTHS = {
  ar: ["يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"],
  fr: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
  en: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
  zgh: ["ⵉⵏⵏⴰⵢⵔ", "ⴱⵕⴰⵢⵕ", "ⵎⴰⵕⵚ", "ⵉⴱⵔⵉⵔ", "ⵎⴰⵢⵢⵓ", "ⵢⵓⵏⵢⵓ", "ⵢⵓⵍⵢⵓⵣ", "ⵖⵓⵛⵜ", "ⵛⵓⵜⴰⵏⴱⵉⵔ", "ⴽⵜⵓⴱⵔ", "ⵏⵓⵡⴰⵏⴱⵉⵔ", "ⴷⵓⵊⴰⵏⴱⵉⵔ"],
};

// A wall time held as a Date whose UTC fields are the wall's fields.
export const read = (wall) => new Date(`${wall.slice(0, 19)}Z`);

export const time = (date) => date.toISOString().slice(11, 16);

export const sameDay = (one, other) => one.toISOString().slice(0, 10) === other.toISOString().slice(0, 10);

export function day(date, language) {
  const name = DAYS[language][date.getUTCDay()];
  const month = MONTHS[language][date.getUTCMonth()];
  const number = language === "fr" && date.getUTCDate() === 1 ? "1er" : date.getUTCDate();
  return `${name} ${number} ${month} ${date.getUTCFullYear()}`;
}

export const seconds = (length) => `${Math.floor(length / 60)}:${String(Math.floor(length % 60)).padStart(2, "0")}`;
