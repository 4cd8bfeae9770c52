const {registry, realm, user, password, changes, keeper} = arguments[0];
const basic = "Basic " + btoa(user + ":" + password);
const works = {};
const ask = (path, init = {}) => fetch(registry + path, {cache: "no-store", ...init});
const check = async (name, body) => {
  try { works[name] = await body(); } catch (error) { works[name] = String(error); }
};
const tokenFor = async (scope, as = basic) => {
  if (realm === null) return as;
  const answer = await fetch(`${realm}?service=pierglass-lab&scope=${scope}`, {headers: {Authorization: as}});
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
  if (changes) {
    const from = "library/hello", to = "changed/here", index = "application/vnd.oci.image.index.v1+json";
    // To take an upload back is to delete, for Distribution.
    const scope = `repository:${from}:pull,push,delete&scope=repository:${to}:pull,push,delete`;
    const Authorization = await tokenFor(scope, "Basic " + btoa(keeper + ":" + password));
    const put = (tag, body) =>
      ask(`/v2/${from}/manifests/${tag}`, {method: "PUT", headers: {Authorization, "Content-Type": index}, body});
    // Where an upload goes on, at the registry as the page knows it.
    const upload = async answer => {
      const location = answer.headers.get("location");
      if (location === null) throw `${answer.status} without a Location that can be read`;
      const {origin, pathname, search} = new URL(location, registry);
      if (origin !== registry) throw `an upload goes on at ${origin}`;
      return pathname + search;
    };
    const begin = query => ask(`/v2/${to}/blobs/uploads/${query}`, {method: "POST", headers: {Authorization}});
    const latest = await ask(`/v2/${from}/manifests/latest`, {headers: {Authorization, Accept: index}});
    const bytes = await latest.text(), digest = latest.headers.get("docker-content-digest");
    await check("PUT", async () => {
      const answer = await put("again", bytes);
      if (answer.status !== 201 || answer.headers.get("location") === null) return `${answer.status} ${await answer.text()}`;
      return answer.headers.get("docker-content-digest") === digest || "another digest";
    });
    await check("mount", async () => {
      const child = JSON.parse(bytes).manifests[0];
      const headers = {Authorization, Accept: child.mediaType};
      const manifest = await (await ask(`/v2/${from}/manifests/${child.digest}`, {headers})).json();
      const answer = await begin(`?mount=${manifest.config.digest}&from=${from}`);
      return answer.status === 201 && (await upload(answer)).endsWith(manifest.config.digest) || answer.status;
    });
    await check("a refused mount taken back", async () => {
      const answer = await begin(`?mount=sha256:${"0".repeat(64)}&from=${from}`);
      if (answer.status !== 202) return answer.status;
      const sent = {method: "PATCH", headers: {Authorization, "Content-Type": "application/octet-stream"}, body: "some bytes"};
      const more = await ask(await upload(answer), sent);
      if (more.status !== 202) return `PATCH ${more.status}`;
      const back = await ask(await upload(more), {method: "DELETE", headers: {Authorization}});
      return back.status === 204 || `DELETE ${back.status}`;
    });
    await check("DELETE", async () => {
      const other = await put("to-delete", JSON.stringify({...JSON.parse(bytes), annotations: {"for": "deletion"}}));
      const place = `/v2/${from}/manifests/${other.headers.get("docker-content-digest")}`;
      const gone = await ask(place, {method: "DELETE", headers: {Authorization}});
      if (gone.status !== 202) return gone.status;
      const after = await ask(`/v2/${from}/manifests/to-delete`, {headers: {Authorization, Accept: index}});
      const kept = await ask(`/v2/${from}/manifests/latest`, {headers: {Authorization, Accept: index}});
      return after.status === 404 && kept.status === 200 || `${after.status} ${kept.status}`;
    });
  }
  return works;
})();
