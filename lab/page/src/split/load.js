
// Loads the parts of the program that its first module leaves out. Each is fetched and made once; one that did not come is
// fetched again when somebody asks again.
const fetching = new Map();
const made = new Map();

const here = file => new URL(file, import.meta.url).href;

function missing(file, problem) {
    fetching.delete(file);
    globalThis.pierglassMissing = here(file);
    throw problem;
}

async function fetchPart(file, integrity) {
    const url = here(file);
    try {
        const answer = await fetch(url, { integrity });
        if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
        const isWasm = (answer.headers.get('Content-Type') ?? '').startsWith('application/wasm');
        const streams = isWasm && typeof WebAssembly.compileStreaming === 'function';
        return await (streams ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer()));
    } catch (problem) {
        missing(file, problem);
    }
}

// Whichever chunk comes first, a style stands before those that are after it in index.html: between equal rules the place decides.
async function addStyle(file, integrity, place) {
    // In a frame without an origin everything is foreign, and of foreign files browsers check the hash of what came by CORS alone.
    const crossOrigin = 'anonymous';
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', crossOrigin, integrity, href: here(file) });
    link.dataset.place = place;
    const loaded = new Promise((resolve, reject) => Object.assign(link, { onload: resolve, onerror: reject }));
    const after = [...document.querySelectorAll('link[data-place]')].find(other => other.dataset.place > place);
    document.head.insertBefore(link, after ?? null);
    try {
        await loaded;
    } catch {
        link.remove();
        missing(file, new Error(`${link.href} did not come`));
    }
}

const once = get => ([file, integrity, place]) => {
    if (!fetching.has(file)) fetching.set(file, get(file, integrity, place));
    return fetching.get(file);
};
const fetched = once(fetchPart);
const styled = once(addStyle);

// The modules whose bits are set: the number of one, or its file where it has one of its own.
const numbered = bits => [...bits.toString(2)].reverse().flatMap((bit, number) => (bit === '1' ? [inFiles[number] ?? number] : []));

// Before its own module a chunk needs some that it shares with others: large ones from files of their own, the rest from sections
// of its own file, where they stand in the order of their numbers. Its styles are there before it is.
const loader = (own, bits, looks) => {
    const shared = numbered(bits);
    const fetchFiles = () => {
        const modules = Promise.all([own, ...shared.filter(Array.isArray)].map(fetched));
        return Promise.all([modules, ...looks.map(styled)]);
    };
    const load = async (callback, data) => {
        let success = false;
        try {
            const [[module, ...large]] = await fetchFiles();
            const small = WebAssembly.Module.customSections(module, 'part');
            const needed = shared.map(part => (Array.isArray(part) ? [part[0], large.shift()] : [part, small.shift()]));
            // In order, for the later ones use the earlier ones; and never twice, for each writes its data into the one memory.
            for (const [name, part] of [...needed, [own[0], module]]) {
                if (!made.has(name)) made.set(name, WebAssembly.instantiate(part, { __wasm_split: wasm }));
                await made.get(name);
            }
            success = true;
        } catch (problem) {
            console.error(problem);
        }
        wasm.__indirect_function_table.get(callback)(data, success);
    };
    return Object.assign(load, { fetchFiles });
};

// The chunk of the screen that the address names, where it is not the first list. A wrong guess costs a download.
function wanted() {
    const [path] = location.hash.replace(/^#\/(https?:\/\/)?/, '').split('?');
    const [first, ...below] = path.split('/').filter(Boolean);
    return byWord[first] ?? (/[:@]/.test(below.at(-1) ?? '') ? ofImage : below.length ? ofTags : null);
}

// Its files are fetched beside the first module, and not after it, but not before the page's own style has its place. Where one
// does not come, it is fetched again when it is needed.
function fetchAhead() {
    const fetchOf = chunk => loaders[`__wasm_split_load_${chunk}`]?.fetchFiles().catch(() => {});
    const begin = () => {
        fetchOf(wanted());
        // What the registry's first answer asks for, all at once and not one after the other (loader/first.js).
        globalThis.pierglassParts?.then(chunks => chunks.forEach(fetchOf));
    };
    // Whoever goes somewhere else before the program is there; then it fetches what it needs itself.
    addEventListener('hashchange', () => wasm || fetchOf(wanted()));
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin, { once: true });
    else begin();
}
