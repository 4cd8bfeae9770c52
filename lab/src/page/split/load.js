
// Loads the parts of the program that its first module leaves out. Each is fetched and made once; one that did not come is
// fetched again when somebody asks again.
const fetching = new Map();
const made = new Map();

async function fetchPart(file, integrity) {
    const url = new URL(file, import.meta.url).href;
    try {
        const answer = await fetch(url, { integrity });
        if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
        const isWasm = (answer.headers.get('Content-Type') ?? '').startsWith('application/wasm');
        const streams = isWasm && typeof WebAssembly.compileStreaming === 'function';
        return await (streams ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer()));
    } catch (problem) {
        fetching.delete(file);
        globalThis.pierglassMissing = url;
        throw problem;
    }
}

function fetched([file, integrity]) {
    if (!fetching.has(file)) fetching.set(file, fetchPart(file, integrity));
    return fetching.get(file);
}

// Before its own module a chunk needs some that it shares with others: large ones from files of their own, the rest from sections
// of its own file, where they stand in this order.
const loader = (own, shared) => async (callback, data) => {
    let success = false;
    try {
        const [module, ...large] = await Promise.all([own, ...shared.filter(Array.isArray)].map(fetched));
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
