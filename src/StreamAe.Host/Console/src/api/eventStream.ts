/** One message of a text/event-stream. */
export interface StreamMessage {
  event: string;
  data: string;
  id: string | null;
}

/** Reads text/event-stream from pieces of any size (HTML Living Standard, 9.2.6). A last message without its empty line is not one. */
export class EventStreamReader {
  private rest = "";
  private event = "";
  private data: string[] = [];
  private id: string | null = null;

  /** Milliseconds that the server asks for between attempts; null where it does not. */
  retry: number | null = null;

  push(text: string): StreamMessage[] {
    const messages: StreamMessage[] = [];
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.data.length > 0) messages.push({ event: this.event || "message", data: this.data.join("\n"), id: this.id });
        this.event = "";
        this.data = [];
      } else {
        this.readField(line);
      }
    }
    return messages;
  }

  private readField(line: string): void {
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.event = value;
    else if (name === "data") this.data.push(value);
    else if (name === "id" && !value.includes("\0")) this.id = value;
    else if (name === "retry" && /^\d+$/.test(value)) this.retry = Number(value);
  }
}
