// The server's HTTP interface (docs/server.md).

const kPatienceMs = 30000;  // with a server that hangs

async function answerOf(request) {
  const response = await request.catch(() => { throw new Error('The server does not answer.'); });
  if (response.ok) return response.status === 204 ? null : response.json();
  const refusal = await response.json().catch(() => null);
  throw new Error(refusal?.error ?? `the server answers ${response.status}`);
}

/** The answer to what takes a server no time. */
const promptAnswerTo = (address, method = 'GET') =>
  answerOf(fetch(address, { method, signal: AbortSignal.timeout(kPatienceMs) }));

export const about = () => promptAnswerTo('/api');

export const jobs = () => promptAnswerTo('/api/jobs');

/** Adds a job for a picture file. Resolves to the job. */
export async function create(picture, settings) {
  const bytes = await picture.arrayBuffer().catch(() => {
    throw new Error(`${picture.name} was changed or is gone: choose it again.`);
  });
  const form = new FormData();
  form.append('image', new File([bytes], picture.name, { type: picture.type }));
  form.append('settings', new Blob([JSON.stringify(settings)], { type: 'application/json' }), 'settings.json');
  return answerOf(fetch('/api/jobs', { method: 'POST', body: form }));
}

const placeOf = (job) => `/api/jobs/${encodeURIComponent(job.id)}`;

/** Stops a job that waits or runs. */
export const stop = (job) => promptAnswerTo(`${placeOf(job)}/stop`, 'POST');

/** Removes a job that is over, and its files. */
export const remove = (job) => promptAnswerTo(placeOf(job), 'DELETE');

/** Where a file of a job is. The time that the job took tells it from an earlier one of the same name. */
export const fileOf = (job, name) => `${placeOf(job)}/${encodeURIComponent(name)}?${job.seconds}`;

/** Where all files of a job are, in one archive. */
export const archiveOf = (job) => `${placeOf(job)}/results.zip?${job.seconds}`;

/** Where a running job's preview is, which is another one after another step. */
export const previewOf = (job) => `${placeOf(job)}/preview.png?${encodeURIComponent(job.stage)}-${job.done}`;

export const isOver = (job) => job.state !== 'waiting' && job.state !== 'running';
