"use strict";

const data = JSON.parse(document.getElementById("data").textContent);

const byId = (id) => document.getElementById(id);

/** Make an element. Texts are always set as text, so that they cannot become markup. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.startsWith("--")) node.style.setProperty(key, value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** Text for screen readers only. */
const hidden = (text) => el("span", { class: "vh" }, text);

const number = (value) => value.toLocaleString("en");

const plural = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;

/** A share in per cent, with two significant digits: 12%, 1.2%, 0.12%, and no more decimals. */
function percent(share) {
  if (share > 0 && share < 0.0001) return "<0.01%";
  const digits = share === 0 || share >= 0.1 ? 0 : share >= 0.01 ? 1 : 2;
  return `${(share * 100).toFixed(digits)}%`;
}

const packOf = (rule) => rule.replace(/^restore:/, "").split("/")[0];

const HUES = [255, 30, 150, 310, 80, 200, 350, 120, 280, 55, 175, 225];
const packs = [...new Set(data.rules.map((rule) => packOf(rule.name)))];

/** The hue of a rule, which is that of its pack, so that a few colours are enough. */
const hueOf = (rule) => HUES[packs.indexOf(packOf(rule)) % HUES.length];

/** What in the document was decisive for a change, if its rules say so. */
const reasonOf = ({ because }) => because.length ? `Because: ${because.join("; ")}` : "";

const ruleNames = (numbers) => numbers.map((rule) => data.rules[rule].name).join(", ");
