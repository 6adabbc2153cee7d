// The server's HTTP interface (docs/server.md).

async function answerOf(request) {
  const response = await request;
  if (response.ok) return response.status === 204 ? null : response.json();
  const refusal = await response.json().catch(() => null);
  throw new Error(refusal?.error ?? `the server answers ${response.status}`);
}

export const about = () => answerOf(fetch('/api'));

export const jobs = () => answerOf(fetch('/api/jobs'));

/** Adds a job for a picture file. Resolves to the job. */
export function create(picture, settings) {
  const form = new FormData();
  form.append('image', picture, picture.name);
  form.append('settings', new Blob([JSON.stringify(settings)], { type: 'application/json' }), 'settings.json');
  return answerOf(fetch('/api/jobs', { method: 'POST', body: form }));
}

/** Stops a job that waits or runs, or removes one that is over. */
export const remove = (id) => answerOf(fetch(`/api/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' }));

export const fileOf = (job, name) => `/api/jobs/${encodeURIComponent(job.id)}/${encodeURIComponent(name)}`;

export const isOver = (job) => job.state !== 'waiting' && job.state !== 'running';
