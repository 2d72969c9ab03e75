// Prints one of README's two commands (1 or 2): the lines of its first two `sh` blocks, without comments.
const { readFileSync } = require('node:fs');
const path = require('node:path');

const number = Number(process.argv[2]);
const readme = readFileSync(path.join(__dirname, '..', 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((match) => match[1].trim());
const command = blocks[number - 1]?.split('#')[0].trim();
if (!command) throw new Error(`README.md has no command number ${number}`);
console.log(command);
