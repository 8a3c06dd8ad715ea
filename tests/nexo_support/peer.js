// The vendor's own client, asked over stdin and stdout: seal, unseal, or request of a terminal.
// node peer.js FOLDER_OF_NODE_MODULES seal|unseal|request < JSON
"use strict";
const path = require("path");
const root = path.join(path.resolve(process.argv[2]), "@adyen/api-library");
const { Client, TerminalLocalAPI, EnvironmentEnum } = require(root);
const Crypto = require(path.join(root, "lib/src/security/nexoCrypto")).default;

const tasks = {
  seal: ({ messages, key }) => messages.map((m) => Crypto.encrypt({ ServiceID: "1" }, m, key)),
  unseal: ({ sealed, key }) => sealed.map((one) => {
    try {
      return new Crypto().decrypt(one, key);
    } catch (error) {
      return { refused: error.constructor.name };
    }
  }),
  request: async ({ messages, key, certificatePath }) => {
    const client = new Client({
      environment: EnvironmentEnum.TEST,
      apiKey: "none",
      certificatePath,
      terminalApiLocalEndpoint: "https://127.0.0.1",
      connectionTimeoutMillis: 8000,
    });
    const terminal = new TerminalLocalAPI(client);
    const answers = [];
    for (const message of messages) {
      answers.push(await terminal.request(message, key));
    }
    return answers;
  },
};

let input = "";
process.stdin.on("data", (piece) => { input += piece; });
process.stdin.on("end", async () => {
  try {
    process.stdout.write(JSON.stringify(await tasks[process.argv[3]](JSON.parse(input))));
  } catch (error) {
    process.stderr.write(`${error.constructor.name}: ${error.message}`);
    process.exit(1);
  }
});
