// The object that is looked at: its progress, mesh, views, and files.

import * as api from './api.js';
import { withLabels } from './order.js';
import { Viewer } from './viewer.js';

const part = (id) => document.querySelector(`#${id}`);
const fileOfTab = { mesh: 'mesh.glb', views: 'view-000.png', turntable: 'turntable.gif', 'cut-out': 'input.png' };
const tabs = Object.keys(fileOfTab);

let viewer = null;
let shown = null;  // the job
let tab = 'mesh';

function element(name, text, classes = '') {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = classes;
  return made;
}

function showMesh(job) {
  try {
    viewer ??= new Viewer(part('mesh'));
    viewer.load(api.fileOf(job, 'mesh.glb')).catch((error) => {
      if (shown?.id === job.id) part('object-error').textContent = `The mesh cannot be shown. ${error.message ?? ''}`;
    });
  } catch (error) {  // a browser without WebGL
    part('object-error').textContent = `The mesh cannot be shown: ${error.message}`;
  }
}

function showTab(job) {
  const available = tabs.filter((name) => job.files.includes(fileOfTab[name]));
  const chosen = available.includes(tab) ? tab : available[0];
  for (const name of tabs) {
    const button = document.querySelector(`[data-tab=${name}]`);
    part(name).hidden = name !== chosen;
    button.hidden = !available.includes(name);
    button.classList.toggle('chosen', name === chosen);
  }
  part('tabs').hidden = available.length === 0;
  part('looks').hidden = chosen !== 'mesh';
  if (chosen === 'mesh') showMesh(job);
  if (chosen === 'turntable' || chosen === 'cut-out') part(chosen).src = api.fileOf(job, fileOfTab[chosen]);
  if (chosen === 'views') {
    const views = job.files.filter((name) => /^view-\d+\.png$/.test(name));
    part('views').replaceChildren(...views.map((name) => {
      const picture = document.createElement('img');
      picture.src = api.fileOf(job, name);
      picture.alt = picture.title = name;
      return picture;
    }));
    part('views').style.gridTemplateColumns = `repeat(${Math.ceil(Math.sqrt(views.length))}, 1fr)`;
  }
}

function showProgress(job) {
  const bar = part('progress').querySelector('progress');
  const isKnown = job.state === 'running' && job.total > 0;
  part('progress-stage').textContent = job.state === 'waiting'
    ? 'waiting for its turn'
    : `${job.stage ?? 'beginning'}${isKnown ? `: ${job.done} of ${job.total}` : ''}, ${Math.round(job.seconds)} s`;
  if (isKnown) bar.value = job.done / job.total;
  else bar.removeAttribute('value');
  const hasPreview = job.files.includes('preview.png');
  part('preview').hidden = !hasPreview;
  if (hasPreview) part('preview').src = api.previewOf(job);
}

function showDownloads(job) {
  const names = job.files.filter((name) => !/^(view-\d+|preview)\.png$/.test(name));
  part('downloads').replaceChildren(...(api.isOver(job) ? names : []).map((name) => {
    const link = element('a', name);
    link.href = api.fileOf(job, name);
    link.download = /^mesh\.(obj|mtl|png)$/.test(name) ? name : `${job.id}-${name}`;  // those name each other
    return link;
  }));
}

/** Shows a job; null shows that there is none. */
export function show(job) {
  const isSame = shown !== null && job !== null && JSON.stringify(shown) === JSON.stringify(job);
  if (isSame) return;
  shown = job;
  const isOver = job !== null && api.isOver(job);
  part('nothing').hidden = job !== null;
  part('progress').hidden = job === null || isOver;
  part('title').textContent = job === null ? ''
    : job.state === 'done' ? `${job.name}, made in ${Math.round(job.seconds)} s` : job.name;
  part('object-error').textContent = job?.state === 'stopped' ? 'stopped' : withLabels(job?.error ?? '');
  part('sentences').replaceChildren(...(job === null ? [] : [
    ...job.warnings.map((text) => element('li', withLabels(text), 'warning')),
    ...job.notes.map((text) => element('li', withLabels(text)))]));
  part('remove').hidden = job === null;
  part('remove').textContent = isOver ? 'Remove' : 'Stop';
  if (job === null || !isOver) {
    part('tabs').hidden = true;
    for (const name of tabs) part(name).hidden = true;
    part('downloads').replaceChildren();
    if (job !== null) showProgress(job);
    return;
  }
  showTab(job);
  showDownloads(job);
}

function markLook(look) {
  for (const button of document.querySelectorAll('[data-look]'))
    button.classList.toggle('chosen', button.dataset.look === look);
}

/** Does what the buttons say; calls `onChange` after the user has stopped or removed the job. */
export function listen(onChange) {
  for (const button of document.querySelectorAll('[data-tab]')) {
    button.addEventListener('click', () => { tab = button.dataset.tab; showTab(shown); });
  }
  for (const button of document.querySelectorAll('[data-look]')) {
    button.addEventListener('click', () => { viewer?.setLook(button.dataset.look); markLook(button.dataset.look); });
  }
  part('remove').addEventListener('click', async () => {
    const job = shown;
    if (api.isOver(job) && job.files.length > 0 && !window.confirm(`Remove ${job.name} and all its files?`)) return;
    part('remove').disabled = true;
    try {
      await (api.isOver(job) ? api.remove(job) : api.stop(job));
      onChange();
    } catch (error) {
      part('object-error').textContent = error.message;
    }
    part('remove').disabled = false;
  });
}
