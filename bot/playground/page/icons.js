// The drawings of the page, as paths on a grid of 24, coloured by the text around them.

const PATHS = {
  attach: "M20 11.5 12.4 19a5 5 0 0 1-7-7l8-8a3.4 3.4 0 0 1 4.8 4.8l-8 8a1.7 1.7 0 0 1-2.4-2.4l7.2-7.2",
  send: "M4 12 3.5 4.5 21 12 3.5 19.5 4 12Zm0 0h8",
  microphone: "M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3ZM6 11.5a6 6 0 0 0 12 0M12 17.5v3",
  menu: "M5 8h14M5 12h14M5 16h9",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  photo: "M5 5h14a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 19 19H5a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 5 5ZM4 16l4.5-4.5L13 16l3-3 4 4M15.5 9v.01",
  document: "M7 3.5h6.5L18 8v11a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 6 19V4.5a1 1 0 0 1 1-1ZM13 3.5V8.5h5M9 12.5h6M9 16h4",
  location: "M12 20.5c4-4.5 6.2-7.4 6.2-10.3a6.2 6.2 0 0 0-12.4 0c0 2.9 2.2 5.8 6.2 10.3ZM12 12.3a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z",
  contact: "M12 12a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6ZM4.5 20c.8-3.8 3.8-5.5 7.5-5.5s6.7 1.7 7.5 5.5",
  play: "M8 5.5 18.5 12 8 18.5Z",
  pause: "M8.5 6v12M15.5 6v12",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.3 10.5v5.5M13.7 10.5v5.5",
  edit: "M4.5 19.5l.8-3.7L16 5a1.9 1.9 0 0 1 2.8 0 1.9 1.9 0 0 1 0 2.8L8.2 18.7l-3.7.8ZM14.2 6.8l2.9 2.9",
  copy: "M9 9h9.5v10.5H9ZM6 15H5V4.5h9.5V6",
  block: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM6 6l12 12",
  unblock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM8 12.3l2.7 2.7L16 9.5",
  waiting: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 8v4.3l2.8 1.7",
  down: "M6.5 10l5.5 5.5 5.5-5.5",
  add: "M12 5v14M5 12h14",
  phone: "M8.5 3.5h7A1.5 1.5 0 0 1 17 5v14a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 19V5a1.5 1.5 0 0 1 1.5-1.5ZM11 17.5h2",
  link: "M10 14a3.6 3.6 0 0 0 5.1 0l3-3a3.6 3.6 0 0 0-5.1-5.1l-1 1M14 10a3.6 3.6 0 0 0-5.1 0l-3 3a3.6 3.6 0 0 0 5.1 5.1l1-1",
  sheet: "M6 4h12a1.5 1.5 0 0 1 1.5 1.5v13A1.5 1.5 0 0 1 18 20H6a1.5 1.5 0 0 1-1.5-1.5v-13A1.5 1.5 0 0 1 6 4ZM4.5 9h15M4.5 14.5h15M10 9v11",
  external: "M8.5 15.5l7-7M9.5 8.5h6v6",
  download: "M12 4.5v10M8 11l4 4 4-4M5.5 19.5h13",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2",
  sent: "M6.5 12.5l3.8 3.8 7.5-8.3",
  seen: "M2.5 12.5l3.8 3.8 7.5-8.3M10.5 15.5l.8.8 7.5-8.3",
  bridge: "M2.5 16.5h19M4 16.5C4 11 7.3 7.3 12 7.3s8 3.7 8 9.2M8.2 16.5V8.9M15.8 16.5V8.9M12 16.5V7.5",
  signal: "M4.5 17v1.5M9.5 13.5v5M14.5 9.5v9M19.5 5.5v13",
  wifi: "M3.5 10c4.8-4.6 12.2-4.6 17 0M6.8 13.5c3-2.8 7.4-2.8 10.4 0M10 17c1.2-1 2.8-1 4 0",
  battery: "M4.5 8h13A1.5 1.5 0 0 1 19 9.5v5a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 3 14.5v-5A1.5 1.5 0 0 1 4.5 8ZM21.5 11v2M5.5 10.5v3M8.5 10.5v3M11.5 10.5v3M14.5 10.5v3",
  sound: "M4 10v4M8 7v10M12 4.5v15M16 8v8M20 10.5v3",
};

const NAMESPACE = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(NAMESPACE, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(NAMESPACE, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
