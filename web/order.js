// The form that orders objects: pictures, and how their objects are to be made.

import * as api from './api.js';

const form = document.querySelector('#order');
const drop = document.querySelector('#drop');
const chosen = document.querySelector('#chosen');
const picture = document.querySelector('#picture');
const hint = document.querySelector('#drop-hint');
const error = document.querySelector('#order-error');
const submit = form.querySelector('[type=submit]');

const kSecondClickMs = 700;  // in which a second click is part of a double click
const kPreviewSteps = 5;  // from one preview of the views to the next
const kLargestNumber = Number.MAX_SAFE_INTEGER;  // greater whole numbers are rounded
const kLargePicture = 256;  // pixels: to decode the views of such a model takes a CPU half a minute

let pictures = [];
let isSending = false;
let hasQuickPreviews = false;  // as far as is known
let orderedElevation = '';  // of the pictures that are chosen, if objects were ordered of them

function showPictures() {
  submit.disabled = pictures.length === 0;
  submit.setAttribute('aria-disabled', isSending);  // disabled, it would lose the keyboard's focus
  submit.textContent = pictures.length > 1 ? `Create ${pictures.length} objects` : 'Create';
  picture.hidden = pictures.length === 0;
  hint.hidden = pictures.length > 0;
  chosen.textContent = pictures.map((file) => file.name).join(', ');
  if (pictures.length === 0) return;
  URL.revokeObjectURL(picture.src);
  picture.src = URL.createObjectURL(pictures[0]);
}

/** Says what is wrong with an order. */
export function say(sentence) {
  error.textContent = sentence;
}

function choose(files) {
  const usable = [...files].filter((file) => ['image/png', 'image/jpeg', 'image/webp'].includes(file.type));
  if (usable.length > 0) {
    if (form.elevation.value === orderedElevation) form.elevation.value = '';  // that of the picture before
    orderedElevation = '';
    pictures = usable;
  }
  say(usable.length === files.length ? '' : 'Only PNG, JPEG and WebP pictures can be taken.');
  showPictures();
}

/** An object that has no members but those it is given, whatever they are called. */
const empty = () => Object.create(null);

/** Adds the values that are given to an object, and those of nested objects to theirs. */
function merge(target, source) {
  for (const [key, value] of Object.entries(source)) {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      target[key] = merge(target[key] ?? empty(), value);
    } else if (value !== undefined) {
      target[key] = value;
    }
  }
  return target;
}

/** A sentence of the program that names the form's fields where it names the program's flags, as `--masks holes`. */
export function withLabels(sentence) {
  return sentence.replace(/--([a-z-]+)(?: ([a-z]+))?/g, (words, flag, value) => {
    const field = form.querySelector(`.fields [name="${flag.replaceAll('-', '_')}"]`);
    if (field === null) return words;
    const label = field.closest('label').firstChild.textContent.trim();
    const option = [...(field.options ?? [])].find((one) => one.value === value);
    if (option !== undefined) return `“${label}: ${option.textContent}”`;
    return `“${label}”${value === undefined ? '' : ` ${value}`}`;
  });
}

function settings() {
  const number = (name) => (form[name].value === '' ? undefined : Number(form[name].value));
  const word = (name) => form[name].value || undefined;
  const fields = {
    preset: word('preset'),
    best_of: number('best_of'),
    preview: hasQuickPreviews ? kPreviewSteps : undefined,
    masks: { masks: word('masks') },
    options: {
      elevation: number('elevation'),
      seed: number('seed'),
      keep_outline: form.keep_outline.value === 'true',
      sampling: { last_timestep: number('details') },
    },
    reconstruction: { method: word('method'), faces: number('faces'), texture_size: number('texture_size') },
  };
  const typed = typedSettings();
  if (Object.hasOwn(typed, 'command')) {  // a run.json
    delete fields.preset;  // it has what a preset stands for
    delete typed.options?.elevation;  // that of its own picture
  }
  return merge(merge(empty(), fields), typed);
}

/** A value of typed JSON, if it is no whole number that may have become another one. */
function exact(key, value) {
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new Error(`${key}: found a whole number that the page would round, expected at most ${kLargestNumber}`);
  return value;
}

function typedSettings() {
  const text = form.json.value.trim();
  let typed = {};
  try {
    if (text !== '') typed = JSON.parse(text, exact);
  } catch (error) {
    throw new Error(`All settings: ${error.message}`);
  }
  if (typed === null || typeof typed !== 'object' || Array.isArray(typed))
    throw new Error('All settings: expected a JSON object');
  return typed;
}

/** Gives a field a default, unless the user has given it something else. */
function fill(field, value) {
  if (field.dataset.filled !== undefined && field.value !== field.dataset.filled) return;
  field.value = value;
  field.dataset.filled = field.value;
}

/** Offers those ends of the sampler that lie beyond the model's own. */
function offerEnds(lastTimestep) {
  const { options } = form.details;
  for (const option of options) option.hidden = option.value !== '' && Number(option.value) >= lastTimestep;
  if (options[form.details.selectedIndex].hidden) form.details.value = '';
  form.details.closest('label').hidden = [...options].filter((option) => !option.hidden).length === 1;
}

/** Learns what the server has, and fills the form with its defaults. */
export function learn({ device, image_size: imageSize, default_last_timestep: lastTimestep, settings: defaults }) {
  hasQuickPreviews = device !== 'cpu' || imageSize < kLargePicture;
  offerEnds(lastTimestep);
  const { best_of: bestOf, masks, options, reconstruction } = defaults;
  form.querySelector('[value=onnx]').hidden = masks.masks !== 'onnx';
  fill(form.best_of, bestOf);
  fill(form.masks, masks.masks);
  fill(form.seed, options.seed);
  fill(form.keep_outline, options.keep_outline);
  fill(form.method, reconstruction.method);
  fill(form.faces, reconstruction.faces);
  fill(form.texture_size, reconstruction.texture_size);
}

/** Text that is dragged over the settings, which take it as any text field does. */
const isTextForSettings = (event) => event.target === form.json && !event.dataTransfer.types.includes('Files');

async function takeDropped(event) {
  drop.classList.remove('over');
  if (isTextForSettings(event)) return;
  event.preventDefault();
  const { files } = event.dataTransfer;
  if (files.length === 0) say('A link is no picture: save the picture, and drop its file.');
  else if (event.target !== form.json || files[0].type.startsWith('image/')) choose(files);
  else form.json.value = await files[0].text().catch(() => form.json.value);  // of a folder there is none
}

// Screen readers do not read what a label is titled, but what its field is.
for (const label of form.querySelectorAll('label[title]')) label.control.title = label.title;

/** Calls `onJob` with the first job of every order. */
export function onOrder(onJob) {
  form.image.addEventListener('change', () => {
    choose(form.image.files);
    form.image.value = ''; // else the same file could not be chosen again
  });
  drop.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    form.image.click();
  });
  window.addEventListener('dragover', (event) => {
    if (isTextForSettings(event)) return;
    event.preventDefault();
    drop.classList.toggle('over', event.target !== form.json);
  });
  window.addEventListener('dragleave', () => drop.classList.remove('over'));
  window.addEventListener('drop', takeDropped);
  window.addEventListener('paste', (event) => {
    if (event.clipboardData.files.length > 0) choose(event.clipboardData.files);
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    const sent = pictures;
    const elevation = form.elevation.value;
    showPictures();
    const refused = [];
    const sentences = [];
    let numAdded = 0;
    let ordered = null;  // for all of them, whatever is typed meanwhile
    try {
      ordered = settings();
    } catch (mistake) {
      sentences.push(mistake.message);
    }
    for (const file of ordered === null ? [] : sent) {
      try {
        const job = await api.create(file, ordered);
        numAdded += 1;
        if (pictures === sent) orderedElevation = elevation;
        if (numAdded === 1) onJob(job);
      } catch (refusal) {
        refused.push(file);
        sentences.push(refusal.message);
      }
    }
    if (refused.length > 0 && pictures === sent) pictures = refused;  // unless others were chosen meanwhile
    say(withLabels([...new Set(sentences)].join(' ')));
    setTimeout(() => {
      isSending = false;
      showPictures();
    }, kSecondClickMs);
  });
}
