// The object that is looked at: its progress, mesh, views, and files.

import * as api from './api.js';
import { withLabels } from './order.js';
import { Viewer } from './viewer.js';

const part = (id) => document.querySelector(`#${id}`);
const fileOfTab = { mesh: 'mesh.glb', views: 'view-000.png', turntable: 'turntable.gif', 'cut-out': 'input.png' };
const tabs = Object.keys(fileOfTab);

let viewer = null;
let hasWebGL = true;  // as far as is known
let shown = null;  // the job
let drawn = null;  // what of it is on the page
let tab = 'mesh';
const asked = new Set();  // ids of jobs that the server is being asked to stop or remove

function element(name, text, classes = '') {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = classes;
  return made;
}

/** Where meshes are shown; null in a browser that cannot. */
function theViewer() {
  try {
    if (hasWebGL) viewer ??= new Viewer(part('mesh'));
  } catch {
    hasWebGL = false;
  }
  return viewer;
}

/** Why there is nothing of a job to look at, or not all. */
const whatFailed = (job) => job?.state === 'stopped' ? 'Stopped.' : withLabels(job?.error ?? '');

function showMesh(job) {
  const say = (sentence) => {
    if (shown?.id === job.id) part('object-error').textContent = sentence;
  };
  viewer.load(api.fileOf(job, 'mesh.glb')).then(
    () => say(whatFailed(job)),
    (error) => say(`The mesh cannot be shown. ${error.message ?? ''}`));
}

/** Marks one of several buttons as the chosen one, for eyes and for screen readers. */
export function mark(button, isChosen) {
  button.classList.toggle('chosen', isChosen);
  button.setAttribute('aria-pressed', isChosen);
}

function showTab(job) {
  const canShow = (name) => job.files.includes(fileOfTab[name]) && (name !== 'mesh' || theViewer() !== null);
  const available = tabs.filter(canShow);
  const chosen = available.includes(tab) ? tab : available[0];
  for (const name of tabs) {
    const button = document.querySelector(`[data-tab=${name}]`);
    part(name).hidden = name !== chosen;
    button.hidden = !available.includes(name);
    mark(button, name === chosen);
  }
  part('stage').hidden = part('tabs').hidden = available.length === 0;
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

function showProgress(job, numBefore) {
  const bar = part('progress').querySelector('progress');
  const isKnown = job.state === 'running' && job.total > 0;
  bar.hidden = job.state === 'waiting';
  const number = isKnown ? `: ${job.done} of ${job.total}` : '';
  part('progress-stage').textContent = job.state === 'waiting'
    ? `waiting for its turn${numBefore > 0 ? `, ${numBefore} before it` : ''}`
    : `${job.stage ?? 'beginning'}${number}, ${Math.round(job.seconds)} s${job.stopping ? ', stopping' : ''}`;
  if (isKnown) bar.value = job.done / job.total;
  else bar.removeAttribute('value');
  const hasPreview = job.files.includes('preview.png');
  part('preview').hidden = !hasPreview;
  if (hasPreview) part('preview').src = api.previewOf(job);
}

function showDownloads(job) {
  const names = job.files.filter((name) => !/^((view-\d+|preview)\.png|mesh\.(obj|mtl|png))$/.test(name));
  const link = (text, place, name) => Object.assign(element('a', text), { href: place, download: name });
  part('downloads').replaceChildren(...(api.isOver(job) && names.length > 0 ? [
    link(job.files.includes('mesh.obj') ? 'everything, with the OBJ (ZIP)' : 'everything (ZIP)',
      api.archiveOf(job), `${job.id}.zip`),  // an OBJ names its material, whose name browsers may change
    ...names.map((name) => link(name, api.fileOf(job, name), `${job.id}-${name}`)),
  ] : []));
}

/** Shows what can be done with the job. The button keeps the keyboard's focus, or gives it to the form. */
function showButton() {
  const button = part('remove');
  const isFocused = document.activeElement === button;
  button.hidden = shown === null;
  if (shown === null) {
    if (isFocused) part('drop').focus();
    return;
  }
  const isAsked = asked.has(shown.id) || Boolean(shown.stopping);
  button.textContent = api.isOver(shown) ? 'Remove' : isAsked ? 'Stopping…' : 'Stop';
  button.setAttribute('aria-disabled', isAsked);
}

/** Shows a job, which waits for `numBefore` others; null shows that there is none. */
export function show(job, numBefore) {
  const isOver = job !== null && api.isOver(job);
  shown = job;
  if (job !== null && !isOver) showProgress(job, numBefore);
  const { stage, done, total, seconds, ...lasting } = job ?? {};  // what is no progress
  const wanted = JSON.stringify([lasting, isOver && seconds]);
  if (drawn === wanted) return;
  drawn = wanted;
  part('stage').hidden = false;
  part('nothing').hidden = job !== null;
  part('progress').hidden = job === null || isOver;
  part('title').textContent = job === null ? ''
    : job.state === 'done' ? `${job.name}, made in ${Math.round(job.seconds)} s` : job.name;
  part('object-error').textContent = whatFailed(job);
  part('sentences').replaceChildren(...(job === null ? [] : [
    ...job.warnings.map((text) => element('li', withLabels(text), 'warning')),
    ...job.notes.map((text) => element('li', withLabels(text)))]));
  showButton();
  if (job === null || !isOver) {
    part('tabs').hidden = true;
    for (const name of tabs) part(name).hidden = true;
    part('downloads').replaceChildren();
    return;
  }
  showTab(job);
  if (!hasWebGL && job.files.includes('mesh.glb'))
    part('object-error').textContent = 'This browser cannot show meshes: it has no WebGL.';
  showDownloads(job);
}

function markLook(look) {
  for (const button of document.querySelectorAll('[data-look]')) mark(button, button.dataset.look === look);
}

/** Brings the object into sight, as on a small screen, where the form and the other objects fill it. */
export function bringIntoSight() {
  part('object').scrollIntoView({ block: 'nearest' });
  part(part('stage').hidden ? 'object-error' : 'stage').scrollIntoView({ block: 'nearest' });
}

/** Does what the buttons say; calls `onChange` after the user has stopped or removed the job. */
export function listen(onChange) {
  for (const button of document.querySelectorAll('[data-tab]')) {
    button.addEventListener('click', () => { tab = button.dataset.tab; showTab(shown); });
  }
  for (const button of document.querySelectorAll('[data-look]')) {
    button.addEventListener('click', () => { viewer?.setLook(button.dataset.look); markLook(button.dataset.look); });
  }
  part('remove').addEventListener('keydown', (event) => {
    const presses = event.key === 'Enter' || event.key === ' ';
    if (presses && event.repeat) event.preventDefault();  // a key that is held down, as a double click
  });
  part('remove').addEventListener('click', async (event) => {
    if (event.detail > 1) return;  // a double click's second one may meet another job
    const job = shown;
    if (job === null || asked.has(job.id) || job.stopping) return;
    if (api.isOver(job) && job.files.length > 0 && !window.confirm(`Remove ${job.name} and all its files?`)) return;
    asked.add(job.id);
    showButton();
    try {
      await (api.isOver(job) ? api.remove(job) : api.stop(job));
      await onChange();
    } catch (error) {
      part('object-error').textContent = error.message;
    }
    asked.delete(job.id);
    showButton();
  });
}
