// Things to send when nobody has a file or a microphone at hand: a drawn photo, a one-page PDF, a
// spreadsheet, a few notes.

export async function samplePhoto() {
  const canvas = document.createElement("canvas");
  canvas.width = 960;
  canvas.height = 720;
  const pen = canvas.getContext("2d");
  const sky = pen.createLinearGradient(0, 0, 0, 500);
  sky.addColorStop(0, "#7fb7c9");
  sky.addColorStop(1, "#f6dcae");
  fill(pen, sky, [[0, 0], [960, 0], [960, 720], [0, 720]]);
  disc(pen, "#fff3d6", 720, 180, 58);
  fill(pen, "#93a58a", [[0, 430], [180, 330], [360, 420], [560, 300], [760, 410], [960, 340], [960, 560], [0, 560]]);
  fill(pen, "#d9b98a", [[0, 520], [960, 520], [960, 720], [0, 720]]);
  fill(pen, "#e9d5ae", [[250, 300], [710, 300], [710, 590], [250, 590]]);
  fill(pen, "#c8663c", [[235, 282], [725, 282], [725, 308], [235, 308]]);
  fill(pen, "#e1c897", [[432, 170], [528, 170], [528, 300], [432, 300]]);
  fill(pen, "#0e6b5e", [[424, 170], [480, 120], [536, 170]]);
  for (const x of [290, 380, 545, 635]) arch(pen, "#2f5d62", x, 470, 44, 66);
  arch(pen, "#0e4b49", 442, 590, 76, 130);
  for (const x of [90, 170, 800, 880]) {
    fill(pen, "#7a5a36", [[x - 6, 480], [x + 6, 480], [x + 8, 600], [x - 8, 600]]);
    disc(pen, "#3f7d55", x, 450, 46);
  }
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
}

function fill(pen, colour, points) {
  pen.fillStyle = colour;
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.fill();
}

function disc(pen, colour, x, y, radius) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 7);
  pen.fill();
}

function arch(pen, colour, x, bottom, width, height) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(x, bottom);
  pen.lineTo(x, bottom - height + width / 2);
  pen.arc(x + width / 2, bottom - height + width / 2, width / 2, Math.PI, 0);
  pen.lineTo(x + width, bottom);
  pen.fill();
}

export function samplePdf() {
  const lines = ["Compte rendu (exemple fictif)", "", "Atelier de suivi du programme d'ouverture.", "Participants : 12. Decisions : 3."];
  const stream = `BT /F1 16 Tf 72 760 Td 24 TL ${lines.map((line) => `(${line.replace(/[()\\]/g, "\\$&")}) Tj T*`).join(" ")} ET`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    `<</Length ${stream.length}>>stream\n${stream}\nendstream`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
  ];
  let body = "%PDF-1.4\n";
  const places = objects.map((object, index) => {
    const place = body.length;
    body += `${index + 1} 0 obj${object}endobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}`;
  const trailer = `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF`;
  return new Blob([body + table + trailer], { type: "application/pdf" });
}

const SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// A list of members in `language`, which: "sample" (filled with fictitious people) or "template"; null
// where the server cannot be reached.
export async function sampleSheet(which, language) {
  try {
    const response = await fetch(`/playground/sheet/${which}/${language}`);
    return response.ok ? new Blob([await response.arrayBuffer()], { type: SHEET }) : null;
  } catch {
    return null;
  }
}

const RATE = 16000;
const NOTES = [293.66, 329.63, 369.99, 440, 369.99, 329.63];

export function sampleSound(length) {
  const count = Math.round(RATE * length);
  const view = new DataView(new ArrayBuffer(44 + count * 2));
  header(view, count);
  for (let index = 0; index < count; index += 1) {
    const moment = index / RATE;
    const within = moment % 0.5;
    const note = NOTES[Math.floor(moment / 0.5) % NOTES.length];
    const loud = Math.min(1, within * 40) * Math.exp(-4 * within) * Math.min(1, (length - moment) * 8);
    const wave = Math.sin(2 * Math.PI * note * moment) + 0.3 * Math.sin(4 * Math.PI * note * moment);
    view.setInt16(44 + index * 2, wave * loud * 9000, true);
  }
  return new Blob([view.buffer], { type: "audio/wav" });
}

function header(view, count) {
  const ascii = (place, text) => [...text].forEach((letter, index) => view.setUint8(place + index, letter.charCodeAt(0)));
  ascii(0, "RIFF");
  view.setUint32(4, 36 + count * 2, true);
  ascii(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  ascii(36, "data");
  view.setUint32(40, count * 2, true);
}
