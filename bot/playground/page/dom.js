// Makes elements. Text always goes in as text nodes: nothing a person wrote is ever parsed as HTML.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : value);
  }
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function animate(element, frames, duration) {
  if (!calm()) element.animate(frames, { duration, easing: "cubic-bezier(.2,.8,.2,1)" });
}
