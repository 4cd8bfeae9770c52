"use strict";
const explorer = document.querySelector("pierglass-explorer");
const where = document.getElementById("where");
const problem = document.getElementById("problem");

// Pierglass asks when the registry wants to know who asks, and again when a token has ended.
explorer.credentials = async ({ registry, scope }) => {
  // The person can open any registry in there. Tokens are for ours alone.
  if (registry !== "https://registry.example") return null;
  const answer = await fetch(`registry-token?scope=${encodeURIComponent(scope)}`);
  return answer.ok ? await answer.json() : null; // {"token": "…", "username": "…"}
};

explorer.addEventListener("ready", ({ detail }) => {
  where.textContent = detail.trusted ? detail.title : "";
});
explorer.addEventListener("navigate", ({ detail }) => {
  where.textContent = detail.title;
});
explorer.addEventListener("report", ({ detail }) => {
  where.textContent = `The check-up says: ${detail.outcome}`;
});
explorer.addEventListener("error", ({ detail }) => {
  problem.textContent = detail.message;
});
