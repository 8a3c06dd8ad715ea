// A serial port for receiptio that is a pty: the npm package of this name lists no ptys.
// It carries bytes and knows nothing of printers. RXLANE_PTY names the only port that there is.
"use strict";
const fs = require("fs");
const tty = require("tty");
const { Duplex } = require("stream");

class SerialPort extends Duplex {
  static async list() {
    return [{ path: process.env.RXLANE_PTY }];
  }

  constructor({ path }) {
    super();
    this.isOpen = false;
    fs.open(path, fs.constants.O_RDWR | fs.constants.O_NOCTTY, (error, descriptor) => {
      if (error) {
        this.emit("error", error);
        return;
      }
      this.descriptor = descriptor;
      this.incoming = new tty.ReadStream(descriptor);
      this.incoming.setRawMode(true);
      this.incoming.on("data", (data) => this.push(data));
      this.incoming.on("error", () => this.push(null));
      this.isOpen = true;
      this.emit("open");
    });
  }

  _read() {}

  _write(data, encoding, done) {
    fs.write(this.descriptor, data, done);
  }

  _destroy(error, done) {
    this.close();
    done(error);
  }

  close() {
    if (this.isOpen) {
      this.isOpen = false;
      this.incoming.destroy();
    }
  }
}

module.exports = { SerialPort };
