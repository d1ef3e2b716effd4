// People who are new: a telephone for one more of them, and on whose telephone a link is opened.

import { openMenu } from "./menu.js";
import { DEVICES } from "./words.js";

// choose(language) hears what the new telephone is set to.
export function askLanguage(place, say, choose) {
  const items = Object.entries(DEVICES).map(([code, name]) => ({ icon: "phone", label: name, act: () => choose(code) }));
  openMenu(document.body, items, { ...place, titled: true }, say("deviceLanguage"));
}

// models: those of the new telephones; act: {open(person), add() or null when there is no room, copy()}
export function askPhone(place, say, models, act) {
  const items = models.map((model) => ({ icon: "phone", label: model.name, detail: DEVICES[model.language], act: () => act.open(model.person) }));
  if (act.add) items.push({ icon: "add", label: say("newPhone"), act: act.add });
  items.push({ icon: "copy", quiet: true, label: say("copyLink"), act: act.copy });
  openMenu(document.body, items, { ...place, titled: true }, say("whichPhone"));
}
