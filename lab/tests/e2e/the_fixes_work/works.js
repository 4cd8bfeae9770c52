const {registry, realm, user, password, deletes} = arguments[0];
const basic = "Basic " + btoa(user + ":" + password);
const works = {};
const ask = (path, init = {}) => fetch(registry + path, {cache: "no-store", ...init});
const check = async (name, body) => {
  try { works[name] = await body(); } catch (error) { works[name] = String(error); }
};
const tokenFor = async scope => {
  if (realm === null) return basic;
  const answer = await fetch(`${realm}?service=pierglass-lab&scope=${scope}`, {headers: {Authorization: basic}});
  return "Bearer " + (await answer.json()).token;
};
return (async () => {
  await check("401", async () => {
    const answer = await ask("/v2/");
    return answer.status === 401 && answer.headers.get("www-authenticate") !== null
      || `${answer.status} ${answer.headers.get("www-authenticate")}`;
  });
  await check("wrong password", async () => {
    const wrong = {headers: {Authorization: "Basic " + btoa(user + ":no")}};
    const answer = await (realm === null ? ask("/v2/", wrong) : fetch(`${realm}?service=pierglass-lab`, wrong));
    return answer.status === 401 || answer.status;
  });
  await check("pagination", async () => {
    const answer = await ask("/v2/_catalog?n=1", {headers: {Authorization: await tokenFor("registry:catalog:*")}});
    return (answer.headers.get("link") || "").includes('rel="next"') || String(answer.headers.get("link"));
  });
  const pull = await tokenFor("repository:library/hello:pull");
  await check("digest", async () => {
    const headers = {Authorization: pull, Accept: "application/vnd.oci.image.index.v1+json"};
    const answer = await ask("/v2/library/hello/manifests/latest", {method: "HEAD", headers});
    return (answer.headers.get("docker-content-digest") || "").startsWith("sha256:") || answer.status;
  });
  await check("404", async () => {
    const answer = await ask("/v2/library/hello/manifests/not-there", {headers: {Authorization: pull}});
    return answer.status === 404 && (await answer.text()).includes("MANIFEST_UNKNOWN") || answer.status;
  });
  await check("404 of no route", async () => {
    const answer = await ask("/v2/library/hello/referrers/sha256:0", {headers: {Authorization: pull}});
    return answer.status === 404 || answer.status;
  });
  await check("429", async () => {
    const answer = await ask("/v2/limited/tags/list");
    return answer.status === 429 && answer.headers.get("retry-after") === "7" || answer.status;
  });
  if (deletes) {
    await check("delete preflight", async () => {
      const manifest = "/v2/library/hello/manifests/sha256:" + "0".repeat(64);
      const answer = await ask(manifest, {method: "DELETE", headers: {Authorization: pull}});
      return [401, 404].includes(answer.status) || answer.status;
    });
  }
  return works;
})();
