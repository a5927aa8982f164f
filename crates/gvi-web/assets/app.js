// The one script of Vapenvila. Everything works without it; it only makes some things quicker or safer. It asks no server but this
// one, and only whether the bell has rung.
"use strict";

(() => {
  const body = document.body;
  const isTyping = (element) => element && (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable);

  // The error summary is the first thing to read after a form came back.
  document.querySelector("[data-focus]")?.focus();

  // "/" goes to the search field, "?" shows the keys.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const search = document.querySelector("main [data-search]") ?? document.querySelector("[data-search]");
    const keys = document.getElementById("keys");
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "?" && keys && !keys.open) {
      event.preventDefault();
      keys.showModal();
    }
  });

  // What was typed and not sent is not lost by a slip: leaving a changed form asks first, by link, by the back key and by closing.
  let changed = false;
  for (const form of document.querySelectorAll("form[data-guard]")) {
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
  }
  window.addEventListener("beforeunload", (event) => {
    if (!changed) return;
    event.preventDefault();
    event.returnValue = body.dataset.unsavedWarning || "";
  });

  // A second press on the same button does not send the form twice. The page is made anew when it comes back.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  // A minute before the session ends, a line says so, in the page and in the title.
  const seconds = Number(body.dataset.sessionSeconds || 0);
  if (seconds > 90) {
    setTimeout(() => {
      const line = document.createElement("div");
      line.className = "notice tone-soon";
      line.setAttribute("role", "alert");
      line.textContent = body.dataset.sessionWarning;
      document.getElementById("main").prepend(line);
      document.title = "! " + document.title;
    }, (seconds - 60) * 1000);
  }

  // The bell: a line that stays open and says that there is something to read. The words stand in the page already; nothing about what
  // came, or from whom, goes over the line or onto the screen.
  if (body.dataset.bell && "EventSource" in window) {
    const bell = new EventSource("/bell");
    bell.onmessage = () => {
      let line = document.getElementById("bell");
      if (!line) {
        line = document.createElement("div");
        line.id = "bell";
        line.className = "notice tone-soon";
        line.setAttribute("role", "status");
        document.getElementById("main").prepend(line);
        document.title = "• " + document.title;
      }
      const link = document.createElement("a");
      link.href = "/received";
      link.textContent = body.dataset.bellLink;
      line.replaceChildren(body.dataset.bell + " ", link);
      if ("Notification" in window && Notification.permission === "granted") new Notification(body.dataset.bell);
    };
    window.addEventListener("pagehide", () => bell.close());
  }

  // Maps can be moved and made larger: buttons, drag, and the arrow, plus and minus keys. The whole map is drawn without it.
  for (const frame of document.querySelectorAll("[data-map]")) {
    const svg = frame.querySelector("svg");
    const tools = frame.parentElement.querySelector("[data-map-tools]");
    if (!svg || !tools) continue;
    const whole = svg.getAttribute("viewBox").split(" ").map(Number);
    let view = [...whole];
    const show = () => svg.setAttribute("viewBox", view.join(" "));
    const zoom = (factor) => {
      const width = Math.min(whole[2], Math.max(whole[2] / 8, view[2] * factor));
      const height = width * whole[3] / whole[2];
      view = [view[0] + (view[2] - width) / 2, view[1] + (view[3] - height) / 2, width, height];
      move(0, 0);
    };
    const move = (right, down) => {
      view[0] = Math.min(whole[0] + whole[2] - view[2], Math.max(whole[0], view[0] + right));
      view[1] = Math.min(whole[1] + whole[3] - view[3], Math.max(whole[1], view[1] + down));
      show();
    };
    const deeds = { in: () => zoom(0.8), out: () => zoom(1.25), whole: () => { view = [...whole]; show(); } };
    tools.hidden = false;
    tools.addEventListener("click", (event) => deeds[event.target.closest("[data-deed]")?.dataset.deed]?.());
    frame.addEventListener("keydown", (event) => {
      const step = view[2] / 12;
      const keys = { "+": deeds.in, "-": deeds.out, 0: deeds.whole, ArrowLeft: () => move(-step, 0), ArrowRight: () => move(step, 0), ArrowUp: () => move(0, -step), ArrowDown: () => move(0, step) };
      if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      keys[event.key]();
    });
    let held = null;
    frame.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" && event.button === 0 && view[2] < whole[2]) held = [event.clientX, event.clientY];
    });
    window.addEventListener("pointerup", () => { held = null; });
    window.addEventListener("pointermove", (event) => {
      if (!held) return;
      const scale = view[2] / svg.clientWidth;
      move((held[0] - event.clientX) * scale, (held[1] - event.clientY) * scale);
      held = [event.clientX, event.clientY];
    });
  }
})();
