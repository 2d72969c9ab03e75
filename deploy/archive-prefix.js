/**
 * The prefix of the archive as a folder, with its slash: what the roles may list and read ends at it, so that `traces`
 * does not stand for `traces-old/` as well.
 * @param {{ resolveVariable: (name: string) => Promise<string> }} framework
 */
module.exports = async ({ resolveVariable }) => {
  const prefix = await resolveVariable('param:archivePrefix');
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
};
