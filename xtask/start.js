// Appended to what wasm-bindgen writes: loads the WebAssembly and wakes the islands of the page.
// The same walk as leptos' island_script.js (MIT, leptos 0.8.23), as a file of its own instead of a script in
// the page, so that the page needs no inline script.
{
  const wasm = new URL("WASM_URL", import.meta.url);
  const waitingChildren = [];

  const wakeIsland = async (element, islands) => {
    const island = islands[element.dataset.component];
    if (!island) {
      console.warn(`The browser side has no island ${element.dataset.component}.`);
      return;
    }
    waitingChildren.at(-1)?.();
    await island(element);
  };

  const walk = async (node, islands) => {
    const tag = node.localName;
    if (tag === "leptos-island") await wakeIsland(node, islands);
    if (tag === "leptos-children") waitingChildren.push(node.$$on_hydrate);
    for (const child of node.children) await walk(child, islands);
    if (tag === "leptos-children") waitingChildren.pop();
  };

  const start = async () => {
    const islands = await import(import.meta.url);
    await islands.default({ module_or_path: wasm });
    window.__hydrateIsland = (element) => wakeIsland(element, islands);
    islands.hydrate?.();
    await walk(document.body, islands);
    document.documentElement.dataset.islands = "ready";
  };

  // Without islands on the page nothing is loaded; a page that cannot start them works as it does without JavaScript.
  if (document.querySelector("leptos-island")) start();
}
