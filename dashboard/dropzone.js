// The door in the browser: sends one file to the server's streaming route, with a bar and Cancel.
// Streamlit calls the default export again whenever `data` changes; an upload lives through that.

const ways = new WeakMap();
const BROKEN = "The upload broke off before the file was there. Nothing was kept: try again.";
const LOOK = 1000; // milliseconds between looks at what a terminal sends
const units = ["B", "kB", "MB", "GB"];

function size(count) {
  let at = 0;
  while (count >= 1000 && at < units.length - 1) {
    count /= 1000;
    at += 1;
  }
  return `${at && count < 100 ? count.toFixed(1) : Math.round(count)} ${units[at]}`;
}

function show(root, state, words = "", calm = false) {
  const idle = state === "idle";
  root.querySelector(".zone").hidden = !idle;
  root.querySelector(".way").hidden = idle;
  root.querySelector(".cancel").hidden = state !== "sending";
  const said = root.querySelector(".said");
  said.textContent = words;
  said.classList.toggle("calm", calm);
}

function progress(root, loaded, total) {
  const share = total ? Math.floor((100 * loaded) / total) : 0;
  root.querySelector(".done").style.width = `${share}%`;
  root.querySelector(".bar").setAttribute("aria-valuenow", share);
  root.querySelector(".amount").textContent = `${size(loaded)} of ${size(total)} · ${share} %`;
}

function answer(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

function send(root, way, file) {
  const { most, limit, token } = way.data;
  if (way.request) return;
  if (file.size > most) {
    const large = `The file is too large: it has ${size(file.size)}, the limit is ${limit}.`;
    return show(root, "idle", `${large} Pack it (gz, zst), and drop it again.`);
  }
  const request = new XMLHttpRequest(); // fetch does not tell how much it has sent
  way.request = request;
  way.sent = token;
  root.querySelector(".name").textContent = file.name;
  progress(root, 0, file.size);
  show(root, "sending");
  const end = (words, calm) => {
    way.request = null;
    const focused = root.activeElement?.classList.contains("cancel");
    show(root, "idle", words, calm);
    if (focused) root.querySelector(".choose").focus();
  };
  request.upload.onprogress = (event) => progress(root, event.loaded, file.size);
  request.onabort = async () => {
    // The last byte may have left before the click: only the server knows, and lets go of it.
    const reply = await fetch(`${way.data.route}/${token}`, { method: "DELETE" }).catch(() => null);
    way.sent = null;
    if (reply?.ok) end("Cancelled: nothing of the file was kept.", true);
    else end(BROKEN);
  };
  request.onerror = () => end(BROKEN);
  request.onload = () => {
    const { id, error } = answer(request);
    if (!id) return end(error ?? BROKEN);
    way.request = null;
    progress(root, file.size, file.size);
    root.querySelector(".amount").textContent = `${size(file.size)} received`;
    show(root, "there");
    way.tell("arrived", id);
  };
  request.open("PUT", `${way.data.route}/${token}/${encodeURIComponent(file.name)}`);
  request.send(file);
  if (way.data.told) way.tell("begun", String(Date.now()));
}

async function look(root, way) {
  const token = way.data?.awaited;
  if (!token || way.request || way.sent) return;
  const reply = await fetch(`${way.data.route}/${token}`).catch(() => null);
  if (!reply?.ok || way.request || way.over || token !== way.data.awaited) return;
  const { bytes, expected, name, there } = await reply.json();
  if (!bytes) {
    if (way.coming) show(root, "idle");
    way.coming = false;
    return;
  }
  way.coming = true;
  root.querySelector(".name").textContent = name;
  progress(root, bytes, Math.max(bytes, expected ?? 0));
  show(root, "there");
  if (there && way.woken !== token) {
    way.woken = token;
    way.tell("arrived", token);
  }
}

function listen(root, way) {
  way.timer = setInterval(() => look(root, way), LOOK);

  const zone = root.querySelector(".zone");
  const input = root.querySelector(".file");
  root.querySelector(".choose").onclick = () => input.click();
  root.querySelector(".cancel").onclick = () => way.request?.abort();
  input.onchange = () => {
    if (input.files.length) send(root, way, input.files[0]);
    input.value = ""; // the same file may be chosen again
  };
  zone.ondragover = (event) => {
    event.preventDefault();
    zone.classList.add("over");
  };
  zone.ondragleave = () => zone.classList.remove("over");
  zone.ondrop = (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const files = event.dataTransfer.files;
    if (files.length > 1) show(root, "idle", "One file at a time: drop a single one.");
    else if (files.length) send(root, way, files[0]);
  };
}

export default function ({ parentElement: root, data, setTriggerValue }) {
  if (!ways.has(root)) {
    ways.set(root, { request: null, sent: null });
    listen(root, ways.get(root));
  }
  const way = ways.get(root);
  way.data = data;
  way.tell = setTriggerValue;
  root.querySelector(".hint").textContent = data.hint;
  // A new token means that what was sent is read, or refused: the door is open again.
  if (!way.request && way.sent && way.sent !== data.token) {
    way.sent = null;
    show(root, "idle");
  }
  if (way.woken && way.woken !== data.awaited) {
    way.woken = null;
    way.coming = false;
    show(root, "idle");
  }
  return () => {
    way.over = true;
    clearInterval(way.timer);
    way.request?.abort();
  };
}
