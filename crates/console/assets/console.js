// What pages gain with a script: no double submit, a live countdown, a menu that closes. All of them work without.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const button = event.submitter;
  if (button) {
    button.setAttribute("aria-busy", "true");
  }
});
// Coming back with the browser's history shows a form that can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
  for (const button of document.querySelectorAll("[aria-busy]")) {
    button.removeAttribute("aria-busy");
  }
});
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
const until = document.querySelector("time[data-until]");
if (until) {
  const end = Date.parse(until.dataset.until);
  const left = document.createElement("span");
  left.className = "left";
  until.append(" ", left);
  const show = () => {
    const seconds = Math.max(0, Math.round((end - Date.now()) / 1000));
    const part = (n) => String(n).padStart(2, "0");
    left.textContent = seconds > 0 && seconds < 86400
      ? `${part(Math.floor(seconds / 3600))}:${part(Math.floor(seconds / 60) % 60)}:${part(seconds % 60)}`
      : "";
    if (seconds > 0) {
      setTimeout(show, 1000);
    }
  };
  show();
}
